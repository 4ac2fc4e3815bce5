import { choice } from './choice';

/** The properties by which a flow node chooses its clocks, each as a new node has it, and a saved one that lacks it. */
export const WHICH_CLOCKS = {
  /** The id of a `lametric-device`: the clock of `one`. */
  device: '',
  /** Their names, serial numbers or node ids, or where these come from. */
  clocks: '',
  /** How to read `clocks`: a type of TypedInput; or `one` or `all`, which do not need it. */
  clocksType: choice('one', 'all', 'str', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'),
};
export type WhichClocks = typeof WHICH_CLOCKS;
