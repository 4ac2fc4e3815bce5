/** The visible state of a clock. */
import type { ClockView, LogEntry } from '../public/view';
import type { RecordedRequest } from '../server/request-log';
import type { Clock } from './clock';
import { soundInWords } from './sound';

const LOG_LENGTH = 12;

export function view(clock: Clock): ClockView {
  const { kind, settings } = clock;
  return {
    id: clock.id,
    name: clock.name,
    kind: clock.kindName,
    model: kind.model,
    osVersion: kind.osVersion,
    address: clock.address,
    fingerprint: clock.fingerprint,
    pluggedIn: clock.pluggedIn,
    screen: kind.screen,
    brightness: settings.brightness,
    kiosk: settings.mode === 'kiosk',
    screensaver: clock.screensaver,
    quirks: clock.quirks,
    myData: clock.apps.myData.types,
    shown: clock.shown ?? null,
    queue: clock.queue.all.map(({ id, priority, model }) => ({ id, priority, text: summary(model.frames) })),
    sound: soundOf(clock),
    buttonApp: { address: clock.buttonApp.address, answer: clock.buttonApp.answer },
    connections: clock.connections,
    requests: Object.fromEntries(clock.requestCounts),
    log: latest(clock.requests),
  };
}

/** The latest requests, without headers and bodies: these hold secrets. */
export function latest(requests: readonly RecordedRequest[]): LogEntry[] {
  return requests
    .slice(-LOG_LENGTH)
    .map(({ at: time, method, path, status }) => ({ time, method, path, status }));
}

function summary(frames: readonly { text?: string | null; goalData?: unknown }[]): string {
  return frames.map(({ text, goalData }) => text ?? (goalData == null ? 'chart' : 'goal')).join(' · ');
}

/** The sound of the notification that is shown, or the radio. */
function soundOf({ queue, sounds, pluggedIn, apps }: Clock): string | null {
  const sound = soundInWords(queue.onDisplay?.queued.model['sound'], sounds.playing);
  return sound ?? (pluggedIn && apps.radioPlays ? 'radio' : null);
}
