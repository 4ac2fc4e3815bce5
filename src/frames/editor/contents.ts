import { commonText } from '../../editor/text';
import type { Content } from '../compose';
import type { Frame } from '../frame';

/** The names that complaints give to a fixed value and to an example. */
export interface Sources {
  fixed: string;
  example: string;
}

export const sources = (): Sources => ({
  fixed: commonText('source.fixed'),
  example: commonText('frame.example'),
});

/** Types of TypedInput whose value stands in the form. */
const KNOWN_TYPES = new Set(['str', 'num', 'bool', 'json']);

/** Whether the value of a frame is only known at run time, so that an example has to stand for it. */
export function needsExample({ value, valueType }: Pick<Frame, 'value' | 'valueType'>): boolean {
  return !KNOWN_TYPES.has(valueType) || isFromEnvironment(value);
}

/** Whether Node-RED's runtime puts an environment variable in the place of a property. */
export function isFromEnvironment(value: string): boolean {
  return /^\$\{[^}]+\}$/.test(value);
}

/** What the frames of a form show. @param examples a text for each frame, for values that are not known */
export function contentsOf(
  frames: readonly Frame[],
  examples: readonly string[],
  { fixed, example }: Sources,
): Content[] {
  return frames.map((frame, index) =>
    needsExample(frame)
      ? { frame, value: examples[index], source: example }
      : { frame, value: read(frame), source: fixed },
  );
}

/** As Node-RED's runtime reads a TypedInput. */
function read({ value, valueType }: Frame): unknown {
  if (valueType === 'num') return Number(value);
  if (valueType === 'bool') return /^true$/i.test(value);
  if (valueType !== 'json') return value;
  try {
    return JSON.parse(value);
  } catch {
    // Boxed, it is no text in which a frame would find numbers.
    return Object(value);
  }
}
