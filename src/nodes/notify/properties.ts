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

/** The properties of a `lametric notify` node. */
export interface NotifyProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  frames: Frame[];
  priority: 'info' | 'warning' | 'critical';
  iconType: 'none' | 'info' | 'alert';
  /** Empty, such as `notifications/cat`, or the http(s) address of an mp3. */
  sound: string;
  /** How often it sounds; 0 is until dismissed. */
  repeat: number;
  /** How often it shows; 0 is until dismissed. */
  cycles: number;
  /** In ms; empty is the clock's own. */
  lifetime: number | '';
  /** The reaction when the clock's mode lets only critical notifications through. */
  refused: 'error' | 'wait' | 'critical' | 'drop';
  /** Whether it dismisses what was last shown with the same `msg.topic`. */
  replace: boolean;
  /** Whether a second output says how each ended. */
  ended: boolean;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<NotifyProperties> = {
  name: '',
  device: '',
  frames: [{ type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null }],
  priority: 'info',
  iconType: 'none',
  sound: '',
  repeat: 1,
  cycles: 1,
  lifetime: '',
  refused: 'error',
  replace: false,
  ended: false,
};

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
