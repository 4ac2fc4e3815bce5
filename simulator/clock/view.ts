/** The visible state of a clock. */
import type { ClockView, LogEntry } from '../public/view';
import type { RecordedRequest } from '../server/request-log';
import type { Clock } from './clock';

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
    shown: clock.shown ?? null,
    queue: clock.queue.all.map(({ id, priority, model }) => ({ id, priority, text: summary(model.frames) })),
    sound: soundOf(clock),
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
function soundOf(clock: Clock): string | null {
  const sound = clock.queue.onDisplay?.queued.model['sound'];
  if (typeof sound === 'object' && sound !== null) {
    if ('id' in sound) return String(sound.id);
    if ('url' in sound) return 'mp3';
  }
  return clock.pluggedIn && clock.apps.radioPlays ? 'radio' : null;
}
