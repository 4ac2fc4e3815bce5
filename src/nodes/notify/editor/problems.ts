import type { Translate } from '../../../editor/text';
import { isInteger } from '../../../lametric/guards';
import { type Complaint, wordsOf } from '../compose';
import { DEFAULTS, type Frame, type SavedFrame, completeFrame } from '../properties';
import { type Sources, composeDraft } from './notification';

/** Can be shown by any frame. */
const ANYTHING = '1';

/** Says what is wrong with the frames of a node; undefined if nothing is. @param text translates a key of `notify` */
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
  const { composed } = composeDraft({ ...DEFAULTS, frames }, examples, sources);
  const [first] = composed.complaints;
  return first && complaintText(first, text);
}

/** In the words of the runtime, but for what the form has in seconds. */
export function complaintText(complaint: Complaint, text: Translate): string {
  return wordsOf(complaint.problem === 'positive' ? { ...complaint, problem: 'seconds' } : complaint, text);
}

/** An icon may do without a text. */
function lacksValue(frame: Frame): boolean {
  const isIconAlone = frame.type === 'text' && frame.valueType === 'str' && frame.icon !== '';
  return frame.value.trim() === '' && !isIconAlone;
}

/** A number of times; a field of the form gives text. */
export function isTimes(value: number | string): boolean {
  return String(value).trim() !== '' && isInteger(Number(value)) && Number(value) >= 0;
}
