import type { Translate } from '../../editor/text';
import { findFlaws } from '../../lametric/clock/notification';
import { isNumber } from '../../lametric/guards';
import { type Complaint, wordsOf } from '../complaint';
import { composeFrame } from '../compose';
import { type Frame, type SavedFrame, completeFrame } from '../frame';
import { type Sources, contentsOf } from './contents';

/** Can be shown by any frame. */
const ANYTHING = '1';

/** Says what is wrong with the frames of a node; undefined if nothing is. @param text translates a key of `common` */
export function frameProblem(
  saved: readonly SavedFrame[],
  sources: Sources,
  text: Translate,
): string | undefined {
  const frames = saved.map(completeFrame);
  if (frames.length === 0) return text('invalid.frames');
  const missing = frames.findIndex(lacksValue);
  if (missing !== -1) return text('invalid.value', { number: missing + 1 });
  const examples = frames.map(() => ANYTHING);
  const composed = contentsOf(frames, examples, sources).map(composeFrame);
  const [first] = [
    ...composed.flatMap(({ complaints }) => complaints),
    ...findFlaws({ model: { frames: composed.map(({ frame }) => frame) } }),
  ];
  return first && complaintText(first, text);
}

/** In the words of the runtime, but for what the form has in seconds. */
export function complaintText(complaint: Complaint, text: Translate): string {
  const { problem, value } = complaint;
  if (problem !== 'positive') return wordsOf(complaint, text);
  return wordsOf({ ...complaint, problem: 'seconds', value: isNumber(value) ? value / 1000 : value }, text);
}

/** An icon may do without a text, and an empty `date` is the time in milliseconds. */
function lacksValue(frame: Frame): boolean {
  if (frame.valueType === 'date') return false;
  const isIconAlone = frame.type === 'text' && frame.valueType === 'str' && frame.icon !== '';
  return frame.value.trim() === '' && !isIconAlone;
}
