import { choice } from '../../lametric/choice';

/** The properties of a `lametric dismiss` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The id of a `lametric-device`. */
  device: '',
  which: choice('topic', 'id', 'current', 'all'),
  /** The topic or the id. */
  target: 'topic',
  /** How to read `target`: a type of TypedInput. */
  targetType: 'msg',
};
export type DismissProperties = typeof DEFAULTS;
