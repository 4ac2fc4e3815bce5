import { composeFrame } from '../../../frames/compose';
import { type Sources, contentsOf, isFromEnvironment } from '../../../frames/editor/contents';
import type { ScreenNotification } from '../../../lametric/display/screen';
import { type Composed, compose } from '../compose';
import type { NotifyProperties } from '../properties';

/** A notification as the form has it. */
export type Draft = Pick<
  NotifyProperties,
  'frames' | 'priority' | 'iconType' | 'sound' | 'soundType' | 'fallback' | 'repeat' | 'cycles' | 'lifetime'
>;

/**
 * Composes the form's notification as the runtime would, or says what is wrong with it. In `shown`, a frame without a
 * value that can be shown is dark.
 * @param examples a text for each frame, for values that are not known
 */
export function composeDraft(
  draft: Draft,
  examples: readonly string[],
  sources: Sources,
): { shown: ScreenNotification; composed: Composed } {
  const contents = contentsOf(draft.frames, examples, sources);
  const known = (value: string) => (isFromEnvironment(value) ? '' : value);
  const sound = draft.soundType === 'str' ? known(draft.sound) : '';
  const fallback = known(draft.fallback);
  return {
    shown: {
      icon_type: draft.iconType,
      model: { frames: contents.map((content, index) => composeFrame(content, index).frame) },
    },
    composed: compose({ ...draft, sound, fallback }, contents, undefined),
  };
}
