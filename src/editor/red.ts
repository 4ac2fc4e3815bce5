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
  /** For a reference to a config node: whether the list has one. */
  filter?: (node: ConfigNode) => boolean;
}

/** A node on a tab, as the editor has it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  /** The id of its tab or subflow. */
  readonly z: string;
  readonly changed?: boolean;
}

export interface ConfigNode {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** The id of the tab or subflow that it belongs to. */
  readonly z?: string;
  /** Whether it is disabled. */
  readonly d?: boolean;
}

interface NodeDefinition<Properties, Credentials> {
  category: string;
  color?: string;
  icon?: string;
  inputs?: 0 | 1;
  outputs?: number;
  /** Of a config node: `false` where Node-RED is not to call one unused that no node names. */
  hasUsers?: boolean;
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

/** A step that the user can undo: nodes were added, or a node was changed, or several steps at once. */
type HistoryEvent = {
  /** Whether there were changes before. */
  dirty?: boolean;
  /** Called after the step was undone, and after it was done again; before the nodes are drawn. */
  callback?: () => void;
} & (
  | { t: 'add'; nodes: string[] }
  | {
      t: 'edit';
      node: object;
      /** The values from before, by property. */
      changes: Record<string, unknown>;
      /** Whether the node was changed before. */
      changed: boolean;
    }
  | { t: 'multi'; events: HistoryEvent[] }
);

interface NotificationOptions {
  /** Nothing else can be done before it is answered. */
  modal: boolean;
  fixed: boolean;
  buttons: { text: string; class?: string; click: () => void }[];
}

/** Node-RED's editor, with the members that its published types lack or describe too narrowly. */
interface Editor extends Omit<
  EditorRED,
  'clipboard' | 'editor' | 'history' | 'workspaces' | 'nodes' | 'notify' | 'settings' | 'utils'
> {
  clipboard: {
    /** @param message the key of the text to show beside `element` */
    copyText(value: string, element: JQuery, message: string): boolean;
  };
  editor: EditorRED['editor'] & {
    /** The nodes whose dialogs are open. */
    getEditStack(): { id: string }[];
  };
  history: {
    push(event: HistoryEvent): void;
    /** The last step, if there is one. */
    peek(): HistoryEvent | undefined;
    /** Puts `event` in the place of the last step. */
    replace(event: HistoryEvent): void;
  };
  notify(message: JQuery, options: NotificationOptions): { close(): void };
  nodes: Omit<
    EditorRED['nodes'],
    'add' | 'eachConfig' | 'eachNode' | 'getType' | 'node' | 'registerType' | 'subflow' | 'workspace'
  > & {
    /** @returns the node as the editor has it from now on */
    add(node: object): object;
    node(id: string): object | undefined;
    subflow(id: string): object | null | undefined;
    workspace(id: string): object | null | undefined;
    getType(type: string): { category?: string; defaults?: Record<string, { type?: string }> } | undefined;
    /** @param options whether to add the node to the users of its config nodes, or to remove it; and to tell of that */
    updateConfigNodeUsers(node: object, options: { action: 'add' | 'remove'; emitEvent?: boolean }): void;
    eachNode(visit: (node: FlowNode) => void): void;
    eachConfig(visit: (node: ConfigNode) => void): void;
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
  workspaces: Omit<EditorRED['workspaces'], 'active'> & {
    /** The id of the tab or subflow that is shown. */
    active(): string;
    /** Whether nothing on a tab, or in a subflow, may be changed. */
    isLocked(id: string): boolean | undefined;
  };
  utils: {
    getNodeLabel(node: object): string;
    /** Parts a key of the context from the store in front of it. */
    parseContextKey(key: string): { key: string };
    /** @returns true, or false or why not */
    validateTypedProperty(value: string, type: string, options?: Options): boolean | string;
  };
}
