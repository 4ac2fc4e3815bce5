import type { EditorRED } from 'node-red';

declare global {
  /** Node-RED's editor: the forms' code runs in its page. */
  const RED: Editor;
}

/** A node's properties as they were saved: one made by hand, or by an older version, may lack some. */
export type Saved<Properties> = { [Name in keyof Properties]?: Properties[Name] | undefined };

/** A node in the editor. */
type Node<Properties> = Saved<Properties> & { readonly id: string };

interface Options {
  /** The property's name in Node-RED's own messages. */
  label?: string;
}

/** Returns true, or the reason why the value is invalid. Node-RED accepts a reason only from a function of two parameters. */
export type Validator<Value = string> = (
  this: object,
  value: Value | undefined,
  options: Options | undefined,
) => boolean | string;

interface PropertyDefinition<Value> {
  value: Value;
  /** For a reference to a config node: its type. */
  type?: string;
  required?: boolean;
  /** The property's name in Node-RED's own messages. */
  label?: string;
  validate?: Validator<Value>;
}

interface NodeDefinition<Properties, Credentials> {
  category: string;
  color?: string;
  icon?: string;
  inputs?: 0 | 1;
  outputs?: number;
  defaults: { [Name in keyof Properties]: PropertyDefinition<Properties[Name]> };
  credentials?: {
    [Name in keyof Credentials]: { type: 'text' | 'password'; required?: boolean; validate?: Validator };
  };
  paletteLabel?: () => string;
  label?: (this: Node<Properties>) => string;
  labelStyle?: (this: Node<Properties>) => string;
  inputLabels?: (this: Node<Properties>) => string;
  outputLabels?: (this: Node<Properties>, index: number) => string;
  oneditprepare?: (this: Node<Properties>) => void;
  oneditsave?: (this: Node<Properties>) => void;
  oneditcancel?: (this: Node<Properties>) => void;
  oneditdelete?: (this: Node<Properties>) => void;
}

interface NotificationOptions {
  /** Nothing else can be done before it is answered. */
  modal: boolean;
  fixed: boolean;
  buttons: { text: string; class?: string; click: () => void }[];
}

/** Node-RED's editor, with the members that its published types lack or describe too narrowly. */
interface Editor extends Omit<
  EditorRED,
  'clipboard' | 'history' | 'nodes' | 'notify' | 'settings' | 'utils'
> {
  clipboard: {
    /** @param message the key of the text to show beside `element` */
    copyText(value: string, element: JQuery, message: string): boolean;
  };
  history: {
    /** @param event what can be undone: nodes were added, and whether there were changes before */
    push(event: { t: 'add'; nodes: string[]; dirty: boolean }): void;
  };
  notify(message: JQuery, options: NotificationOptions): { close(): void };
  nodes: Omit<EditorRED['nodes'], 'eachConfig' | 'eachNode' | 'getType' | 'registerType'> & {
    getType(type: string): { defaults?: Record<string, { type?: string }> } | undefined;
    /** @param options whether to add the node to the users of its config nodes, or to remove it */
    updateConfigNodeUsers(node: object, options: { action: 'add' | 'remove' }): void;
    eachNode(visit: (node: { id: string; type: string }) => void): void;
    eachConfig(
      visit: (node: { id: string; type: string; name: string; z?: string; d?: boolean }) => void,
    ): void;
    registerType<Properties, Credentials = unknown>(
      type: string,
      definition: NodeDefinition<Properties, Credentials>,
    ): void;
  };
  settings: EditorRED['settings'] & {
    /** Where the admin API is, as seen from the editor's page; empty or with a slash at the end. */
    apiRootUrl: string;
    /** From this browser's storage. */
    getLocal(key: string): string | null | undefined;
    setLocal(key: string, value: string): void;
  };
  utils: {
    getNodeLabel(node: object): string;
    /** @returns true, or false or why not */
    validateTypedProperty(value: string, type: string, options?: Options): boolean | string;
  };
}
