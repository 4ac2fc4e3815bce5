import { choice } from '../../lametric/choice';

/** A frame shows the value of a TypedInput. */
interface FrameBasis {
  value: string;
  /** A type of TypedInput. */
  valueType: string;
  /** How long it stays, in ms; `null` is as long as the clock likes. */
  duration: number | null;
}

interface TextFrame extends FrameBasis {
  type: 'text';
  /** Empty, a code (`i1234`, `a1234`) or a `data:` address. */
  icon: string;
}

/** A number with a bar of how far it is from `start` to `end`. */
interface GoalFrame extends FrameBasis {
  type: 'goal';
  icon: string;
  start: number;
  end: number;
  unit: string;
}

interface ChartFrame extends FrameBasis {
  type: 'chart';
}

export type Frame = TextFrame | GoalFrame | ChartFrame;

const PAYLOAD: Frame[] = [{ type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null }];

/** The properties of a `lametric notify` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The id of a `lametric-device`. */
  device: '',
  frames: PAYLOAD,
  priority: choice('info', 'warning', 'critical'),
  iconType: choice('none', 'info', 'alert'),
  /** Empty, such as `notifications/cat`, or the http(s) address of an mp3. */
  sound: '',
  /** How often it sounds; 0 is until dismissed. */
  repeat: 1,
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

/** Of a goal's bar that nobody has set. */
export const GOAL = { start: 0, end: 100, unit: '' } as const;

/** A frame as it was saved: one made by hand may lack anything. */
export interface SavedFrame extends Partial<Omit<GoalFrame, 'type'>> {
  type?: Frame['type'];
}

/** A saved frame with the defaults of what it lacks. */
export function completeFrame(saved: SavedFrame): Frame {
  const { type, icon = '', value = 'payload', valueType = 'msg', duration = null, ...goal } = saved;
  const basis = { value, valueType, duration };
  if (type === 'chart') return { type, ...basis };
  if (type !== 'goal') return { type: 'text', icon, ...basis };
  return { type, icon, ...basis, ...GOAL, ...goal };
}
