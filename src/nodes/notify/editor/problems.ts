import { isIcon } from '../../../lametric/device/notification';
import { isInteger, isNumber } from '../../../lametric/guards';
import type { Frame } from '../properties';
import { needsExample, readNumbers } from './notification';

type FrameProblem = 'value' | 'icon' | 'goal' | 'number' | 'numbers' | 'duration';

/** What is wrong with the frames, each with its number from 1; keys of `notify.invalid`. */
export function frameProblems(frames: readonly Frame[]): { number: number; problem: FrameProblem }[] {
  return frames.flatMap((frame, index) => {
    const problem = problemOf(frame);
    return problem === undefined ? [] : [{ number: index + 1, problem }];
  });
}

function problemOf(frame: Frame): FrameProblem | undefined {
  const { type, duration } = frame;
  if (duration !== null && !(isInteger(duration) && duration > 0)) return 'duration';
  if (type !== 'chart' && frame.icon !== '' && !isIcon(frame.icon)) return 'icon';
  if (type === 'goal' && !(isNumber(frame.start) && isNumber(frame.end))) return 'goal';
  return valueProblem(frame);
}

function valueProblem(frame: Frame): FrameProblem | undefined {
  const { type, value, valueType } = frame;
  if (value.trim() === '') {
    // An icon may do without a text.
    return type === 'text' && valueType === 'str' && frame.icon !== '' ? undefined : 'value';
  }
  if (needsExample(frame)) return undefined;
  if (type === 'goal' && !isNumber(Number(value))) return 'number';
  return type === 'chart' && readNumbers(value).length === 0 ? 'numbers' : undefined;
}

/** A number of times; a field of the form gives text. */
export function isTimes(value: number | string): boolean {
  return String(value).trim() !== '' && isInteger(Number(value)) && Number(value) >= 0;
}
