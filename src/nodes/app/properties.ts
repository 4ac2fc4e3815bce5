import { choice } from '../../lametric/choice';
import { WHICH_CLOCKS } from '../../lametric/which-clocks';

/** A parameter of an action, and the TypedInput with its value. */
export interface ParameterProperties {
  name: string;
  value: string;
  /** How to read `value`: a type of TypedInput. */
  valueType: string;
}

const NO_PARAMETERS: ParameterProperties[] = [];

/** The properties of a `lametric app` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  ...WHICH_CLOCKS,
  action: choice('next', 'previous', 'activate', 'show', 'do'),
  /** `package/widget`, or `package` for the app's first widget. */
  app: '',
  /** How to read `app`: a type of TypedInput. */
  appType: 'str',
  /** For `show`: when to go back. The form saves text. */
  seconds: choice<number | string>(20),
  /** For `do`: such as `radio.play`. */
  actionId: '',
  parameters: NO_PARAMETERS,
  /** For `do`: whether the app comes into view. */
  activate: true,
};
export type AppProperties = typeof DEFAULTS;

/** A saved parameter with the defaults of what it lacks. */
export function completeParameter(saved: Partial<ParameterProperties>): ParameterProperties {
  return { name: '', value: '', valueType: 'str', ...saved };
}
