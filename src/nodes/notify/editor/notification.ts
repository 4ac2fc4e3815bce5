import type { Frame as LaMetricFrame, Notification, Sound } from '../../../lametric/device/notification';
import { isNumber } from '../../../lametric/guards';
import type { Frame, NotifyProperties } from '../properties';

/** What the form says of a notification. */
export type Draft = Pick<
  NotifyProperties,
  'frames' | 'priority' | 'iconType' | 'sound' | 'repeat' | 'cycles' | 'lifetime'
>;

/** Types of TypedInput whose value the editor does not know. */
const UNKNOWN_TYPES = new Set(['msg', 'flow', 'global', 'env', 'jsonata']);

/** Whether the value of a frame is only known once a message comes, so that an example has to stand for it. */
export function needsExample({ valueType }: Pick<Frame, 'valueType'>): boolean {
  return UNKNOWN_TYPES.has(valueType);
}

/**
 * The notification in LaMetric's form.
 * @param examples a text for each frame, for values that are not known
 */
export function toNotification(draft: Draft, examples: readonly string[]): Notification {
  const { priority, iconType, lifetime, cycles } = draft;
  const sound = toSound(draft);
  return {
    priority,
    icon_type: iconType,
    ...(lifetime === '' ? {} : { lifetime }),
    model: {
      cycles,
      frames: draft.frames.map((frame, index) => toFrame(frame, examples[index] ?? '')),
      ...(sound === undefined ? {} : { sound }),
    },
  };
}

function toFrame(frame: Frame, example: string): LaMetricFrame {
  const value = needsExample(frame) ? example : frame.value;
  // What is left out is the clock's own; old clocks refuse null.
  const basis = {
    ...('icon' in frame && frame.icon !== '' ? { icon: frame.icon } : {}),
    ...(frame.duration === null ? {} : { duration: frame.duration }),
  };
  if (frame.type === 'chart') return { ...basis, chartData: readNumbers(value) };
  if (frame.type === 'text') return { ...basis, text: value };
  const { start, end, unit } = frame;
  return { ...basis, goalData: { start, current: Number(value) || 0, end, unit } };
}

/** The numbers of a chart, from JSON or as one would type them. */
export function readNumbers(value: string): number[] {
  return value
    .split(/[^\d.e+-]+/i)
    .filter(Boolean)
    .map(Number)
    .filter(isNumber);
}

/** @returns undefined for silence */
export function toSound({ sound, repeat }: Pick<Draft, 'sound' | 'repeat'>): Sound | undefined {
  if (sound === '') return undefined;
  const [category, id = ''] = sound.split('/');
  if (category !== 'notifications' && category !== 'alarms') return { url: sound, repeat };
  return { category, id, repeat };
}
