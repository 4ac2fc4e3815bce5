import { choice } from '../../lametric/choice';
import { WHICH_CLOCKS } from '../../lametric/which-clocks';

/** The properties of a `lametric state` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  ...WHICH_CLOCKS,
  what: choice('device', 'display', 'audio', 'bluetooth', 'wifi', 'apps', 'notifications', 'current'),
};
export type StateProperties = typeof DEFAULTS;
