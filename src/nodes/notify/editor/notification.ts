import type { ScreenNotification } from '../../../lametric/display/screen';
import { type Composed, type Content, compose, composeFrame } from '../compose';
import type { Frame, NotifyProperties } from '../properties';

/** A notification as the form has it. */
export type Draft = Pick<
  NotifyProperties,
  'frames' | 'priority' | 'iconType' | 'sound' | 'repeat' | 'cycles' | 'lifetime'
>;

/** The names that complaints give to a fixed value and to an example. */
export interface Sources {
  fixed: string;
  example: string;
}

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
  const contents = draft.frames.map((frame, index): Content =>
    needsExample(frame)
      ? { frame, value: examples[index], source: sources.example }
      : { frame, value: read(frame), source: sources.fixed },
  );
  const sound = isFromEnvironment(draft.sound) ? '' : draft.sound;
  return {
    shown: {
      icon_type: draft.iconType,
      model: { frames: contents.map((content, index) => composeFrame(content, index).frame) },
    },
    composed: compose({ ...draft, sound }, contents, undefined),
  };
}

/** As Node-RED's runtime reads a TypedInput. */
function read({ value, valueType }: Frame): unknown {
  if (valueType === 'num') return Number(value);
  if (valueType === 'bool') return /^true$/i.test(value);
  if (valueType !== 'json') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
