import { type Complaint } from '../../../frames/complaint';
import { composeFrame } from '../../../frames/compose';
import { type Sources, contentsOf } from '../../../frames/editor/contents';
import type { ScreenFrame } from '../../../lametric/display/screen';
import { compose } from '../compose';
import type { MyDataProperties } from '../properties';

/** What the form says of its own frames. */
export type Draft = Pick<MyDataProperties, 'frames' | 'position' | 'lifetime'>;

/**
 * Composes the form's frames as the runtime would, or says what is wrong with them. In `shown`, a frame without a value
 * that can be shown is dark.
 * @param examples a text for each frame, for values that are not known
 */
export function composeDraft(
  draft: Draft,
  examples: readonly string[],
  sources: Sources,
): { shown: ScreenFrame[]; complaints: Complaint[] } {
  const contents = contentsOf(draft.frames, examples, sources);
  const composed = compose(draft, contents);
  return {
    shown: contents.map((content, index) => composeFrame(content, index).frame),
    complaints: Array.isArray(composed) ? composed : [],
  };
}
