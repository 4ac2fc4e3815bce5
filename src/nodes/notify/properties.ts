import { PAYLOAD } from '../../frames/frame';
import { choice } from '../../lametric/choice';
import { WHICH_CLOCKS } from '../../lametric/which-clocks';

/** The properties of a `lametric notify` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  ...WHICH_CLOCKS,
  frames: PAYLOAD,
  priority: choice('info', 'warning', 'critical'),
  iconType: choice('none', 'info', 'alert'),
  /** Empty, such as `notifications/cat`, or the http(s) address of an mp3; with another type than `str`, where that or an mp3 is. */
  sound: '',
  soundType: 'str',
  /** How often it sounds; 0 is until dismissed. */
  repeat: 1,
  /** A built-in sound for where the clock cannot play the mp3; may be empty. */
  fallback: '',
  /** What to do at a clock without a loudspeaker. */
  noSound: choice('error', 'omit'),
  /** How often it shows; 0 is until dismissed. */
  cycles: 1,
  /** In ms; empty is the clock's own. */
  lifetime: choice<number | ''>(''),
  /** The reaction when the clock's mode lets only critical notifications through. */
  refused: choice('error', 'wait', 'critical', 'drop'),
  /** Whether it dismisses what was last shown with the same `msg.topic`. */
  replace: false,
  /** Whether a second output says how each ended. */
  ended: false,
};
export type NotifyProperties = typeof DEFAULTS;
