import type { Flaw } from '../lametric/clock/notification';
import { shorten } from '../lametric/guards';

/** One thing that cannot be shown; `problem` is a key of `common.must` or of `common.complaint`. */
export interface Complaint {
  path: Flaw['path'];
  problem:
    | Flaw['problem']
    | 'shown-text'
    | 'decimals'
    /** A picture that is not 8x8. */
    | 'icon-size'
    /** Only in the editor, which has no milliseconds. */
    | 'seconds'
    | 'unknown-name'
    | 'no-names';
  value: Flaw['value'];
  /** The values in the text about the problem; `source` says where the value comes from, such as `msg.payload`. */
  values: Flaw['values'];
}

type Text = (key: string, values: Record<string, string | number>) => string;

/** A complaint as a user reads it: what it is about, what came or that it is missing, and what it must be. @param text translates a key of `common` */
export function wordsOf({ path, problem, value, values }: Complaint, text: Text): string {
  const { source = '', ...others } = values;
  const place = placeOf(path, (number) => text('frame.numbered', { number }));
  const where = [place, source].filter(Boolean).join(': ');
  if (problem === 'frame' || problem === 'unknown-name' || problem === 'no-names') {
    return text(`complaint.${problem}`, { where, ...others });
  }
  const must = text(`must.${problem}`, others);
  if (value == null || value === '') return text('complaint.missing', { where, must });
  return text('complaint.value', { where, value: shorten(value), must });
}

/** Where a complaint is, as a user counts: `frame 2: icon`. @param frameWord the word for a frame with its number */
export function placeOf(path: Complaint['path'], frameWord: (number: number) => string): string {
  const [top, part, index, ...rest] = path;
  if (top === 'model' && part === 'frames' && typeof index === 'number') {
    return [frameWord(index + 1), rest.join('.')].filter(Boolean).join(': ');
  }
  return (top === 'model' && path.length > 1 ? path.slice(1) : path).join('.') || 'msg.payload';
}
