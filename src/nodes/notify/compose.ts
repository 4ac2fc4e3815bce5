import type { Complaint } from '../../frames/complaint';
import { type Content, composeFrames, namesComplaints } from '../../frames/compose';
import { showsPayload } from '../../frames/frame';
import {
  type Flaw,
  type Notification,
  SOUNDS,
  findFlaws,
  isNotification,
} from '../../lametric/clock/notification';
import { plainFrame } from '../../lametric/display/characters';
import { isPlainObject, isString } from '../../lametric/guards';
import type { NotifyProperties } from './properties';

export type Composed = { notification: Notification; complaints: [] } | { complaints: Complaint[] };

type Settings = Pick<
  NotifyProperties,
  'priority' | 'iconType' | 'sound' | 'fallback' | 'repeat' | 'cycles' | 'lifetime'
>;

/** The settings that a message may override. */
const NAMES = ['text', 'icon', 'priority', 'iconType', 'sound', 'repeat', 'cycles', 'lifetime'];

/** A notification that is in LaMetric's own form already. */
export function checkOwnForm(payload: unknown): Composed {
  const { lifeTime = null, lifetime, ...others } = isPlainObject(payload) ? payload : {};
  // A sample of LaMetric's documentation spells it in a way that clocks ignore.
  const notification: unknown = { ...others, lifetime: lifetime ?? lifeTime };
  const flaws = findFlaws(notification);
  if (!isNotification(notification, flaws)) return { complaints: flaws };
  const { model } = notification;
  const frames = model.frames.map((frame) => plainFrame(frame));
  return { notification: { ...notification, model: { ...model, frames } }, complaints: [] };
}

/**
 * The notification of a message, in LaMetric's form.
 * @param changes the settings that the message overrides; `null` counts as missing
 */
export function compose(
  settings: Settings,
  contents: Content[],
  changes: Record<string, unknown> | undefined,
): Composed {
  const { text, icon, ...changed } = changes ?? {};
  const first = contents.findIndex(({ frame }) => showsPayload(frame));
  const composed = composeFrames(contents, changes && { text, icon });
  const present = Object.entries(changed).filter(([, value]) => value != null);
  const { priority, iconType, sound, repeat, cycles, lifetime }: Record<string, unknown> = {
    ...settings,
    ...Object.fromEntries(present),
  };
  const notification: unknown = {
    priority,
    icon_type: iconType,
    lifetime: lifetime === '' ? null : lifetime,
    model: {
      cycles,
      frames: composed.frames,
      sound: sound === '' ? null : soundOf(sound, repeat, settings.fallback),
    },
  };
  const flaws = findFlaws(notification);
  const soundAt = ([, , field]: Flaw['path']) => (field === 'fallback' ? settings.fallback : sound);
  const complaints = [
    ...namesComplaints(changes, NAMES),
    ...composed.complaints,
    ...flaws.map((flaw) => ({
      ...flaw,
      path: settingPath(flaw.path, changes, first),
      value: isSound(flaw.path) ? soundAt(flaw.path) : flaw.value,
    })),
  ];
  return complaints.length === 0 && isNotification(notification, flaws)
    ? { notification, complaints: [] }
    : { complaints };
}

/** Whether a frame is a text alone, and that is empty: the clock is dark while it shows. */
export function hasEmptyText({ model: { frames } }: Notification): boolean {
  return frames.some(
    (frame) =>
      'text' in frame && !('goalData' in frame) && (frame.icon ?? '') === '' && frame.text.trim() === '',
  );
}

/** Whether a flaw is of the sound, of which LaMetric's form makes several fields. */
const isSound = ([, part, field]: Flaw['path']): boolean => part === 'sound' && field !== 'repeat';

/** The place in the message or in the dialog of what stands at this path in LaMetric's form. */
function settingPath(path: Flaw['path'], changes: object | undefined, first: number): Flaw['path'] {
  const [top, part, index, field] = path;
  const isIcon = part === 'frames' && index === first && field === 'icon';
  const repeat = index === 'repeat' ? 'repeat' : 'sound';
  const name = isIcon ? 'icon' : part === 'sound' ? repeat : top === 'icon_type' ? 'iconType' : (part ?? top);
  return changes !== undefined && name !== undefined && name in changes ? ['msg.payload', name] : path;
}

/** `notifications/cat`, `cat`, or the address of an mp3; whether there is such a sound is checked with the rest. */
function soundOf(sound: unknown, repeat: unknown, fallback: string): unknown {
  if (isString(sound) && /^https?:/i.test(sound)) {
    return { url: sound, type: 'mp3', fallback: fallback === '' ? null : builtIn(fallback), repeat };
  }
  return { ...builtIn(sound), repeat };
}

function builtIn(sound: unknown): { category: string | undefined; id: string } {
  const [category, id] = isString(sound) ? sound.split('/') : [];
  const known = Object.entries(SOUNDS).find(([, ids]) => ids.some((each) => each === category));
  if (id === undefined && known !== undefined) return { category: known[0], id: category ?? '' };
  return { category, id: id ?? '' };
}
