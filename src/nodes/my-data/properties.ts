import { PAYLOAD } from '../../frames/frame';
import { choice } from '../../lametric/choice';
import { isNumber } from '../../lametric/guards';
import { WHICH_CLOCKS } from '../../lametric/which-clocks';

/** The properties of a `lametric my data` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  ...WHICH_CLOCKS,
  /** The id of the widget; empty for the only one. */
  widget: '',
  /** Whose frames these are; where it is empty, the node's id. */
  key: 'topic',
  /** How to read `key`: a type of TypedInput. */
  keyType: 'msg',
  frames: PAYLOAD,
  /** Frames stand in the order of position, then of their key's first coming. */
  position: 0,
  /** In ms; empty is for ever. */
  lifetime: choice<number | ''>(''),
};
export type MyDataProperties = typeof DEFAULTS;

/** Whether a key can go after so many milliseconds; `''` is never. */
export const isLifetime = (value: unknown): value is number | '' =>
  value === '' || (isNumber(value) && value > 0);
