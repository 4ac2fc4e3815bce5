/** A parameter of an action, and the TypedInput with its value. */
export interface ParameterProperties {
  name: string;
  value: string;
  /** How to read `value`: a type of TypedInput. */
  valueType: string;
}

/** The properties of a `lametric app` node. */
export interface AppProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  action: 'next' | 'previous' | 'activate' | 'show' | 'do';
  /** `package/widget`, or `package` for the app's first widget. */
  app: string;
  /** How to read `app`: a type of TypedInput. */
  appType: string;
  /** For `show`: when to go back. The form saves text. */
  seconds: number | string;
  /** For `do`: such as `radio.play`. */
  actionId: string;
  parameters: ParameterProperties[];
  /** For `do`: whether the app comes into view. */
  activate: boolean;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<AppProperties> = {
  name: '',
  device: '',
  action: 'next',
  app: '',
  appType: 'str',
  seconds: 20,
  actionId: '',
  parameters: [],
  activate: true,
};

/** A saved parameter with the defaults of what it lacks. */
export function completeParameter(saved: Partial<ParameterProperties>): ParameterProperties {
  return { name: '', value: '', valueType: 'str', ...saved };
}
