import { choice } from '../../lametric/choice';
import { WHICH_CLOCKS } from '../../lametric/which-clocks';

/** The properties of a `lametric dismiss` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  ...WHICH_CLOCKS,
  which: choice('topic', 'id', 'current', 'all'),
  /** The topic or the id. */
  target: 'topic',
  /** How to read `target`: a type of TypedInput. */
  targetType: 'msg',
};
export type DismissProperties = typeof DEFAULTS;
