import { choice } from '../../lametric/choice';

/** The properties of a `lametric state` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The id of a `lametric-device`. */
  device: '',
  what: choice('device', 'display', 'audio', 'bluetooth', 'wifi', 'apps', 'notifications', 'current'),
};
export type StateProperties = typeof DEFAULTS;
