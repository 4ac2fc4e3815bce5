import { isString } from '../lametric/guards';

/** The frames that a node shows, as its dialog has them. Runtime and form both read this. */

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
  /** Follows the value as it is. */
  unit: string;
  /** The places after the point of a number, 0 to 6; empty leaves it as it comes. */
  decimals: number | '';
}

/** A number with a bar of how far it is from `start` to `end`. */
interface GoalFrame extends FrameBasis {
  type: 'goal';
  icon: string;
  start: number;
  end: number;
  unit: string;
  /** Stands above the bar, in the place of number and unit; empty without one. */
  text: string;
}

interface ChartFrame extends FrameBasis {
  type: 'chart';
}

export type Frame = TextFrame | GoalFrame | ChartFrame;

type Numbers = 'start' | 'end' | 'decimals' | 'duration';

/**
 * A frame as it was saved: one made by hand, or by an older version, may lack anything, and where the form could not read a
 * number, the text stands.
 */
export interface SavedFrame
  extends Partial<Omit<TextFrame, 'type' | Numbers>>, Partial<Omit<GoalFrame, 'type' | Numbers>> {
  type?: Frame['type'];
  start?: number | string;
  end?: number | string;
  decimals?: number | string;
  duration?: number | string | null;
  /** What the preview shows for a value that is not known, where the user has typed it. */
  example?: string;
}

/** A frame that says nothing else: the payload as text. */
export const FRAME: Readonly<Required<Omit<SavedFrame, 'example'>>> = {
  type: 'text',
  value: 'payload',
  valueType: 'msg',
  icon: '',
  start: 0,
  end: 100,
  unit: '',
  decimals: '',
  text: '',
  duration: null,
};

/** A saved frame with the defaults of what it lacks. */
export function completeFrame(saved: SavedFrame): Frame {
  const { type, value, valueType, icon, unit, text, ...numbers } = { ...FRAME, ...saved };
  const [start, end] = [numberOf(numbers.start), numberOf(numbers.end)];
  const decimals = numbers.decimals === '' ? '' : numberOf(numbers.decimals);
  const duration = numbers.duration === null ? null : numberOf(numbers.duration);
  const basis = { value, valueType, duration };
  if (type === 'chart') return { type, ...basis };
  return type === 'goal'
    ? { type, icon, ...basis, start, end, unit, text }
    : { type: 'text', icon, ...basis, unit, decimals };
}

/** A text stands for a number that could not be read: it is complained of where the frame is shown. */
const numberOf = (saved: number | string): number => (isString(saved) ? NaN : saved);

/** The frames of a new node: the payload as text. */
export const PAYLOAD: Frame[] = [completeFrame({})];

/** Whether a frame shows `msg.payload` itself: only then does an object in it change settings. */
export function showsPayload({ value, valueType }: Frame): boolean {
  return valueType === 'msg' && value === 'payload';
}
