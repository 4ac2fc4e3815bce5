/** The visible state of a clock. It holds no secret, hence neither headers nor bodies of requests. */
import type { Screen } from '../../src/lametric/display/screen';
import type { RecordedRequest } from '../server/request-log';
import type { Clock, Shown } from './clock';
import type { KindName } from './kinds';
import type { Priority } from './notifications';
import type { Quirks } from './settings';

const LOG_LENGTH = 12;

export interface ClockView {
  id: number;
  name: string;
  kind: KindName;
  model: string;
  osVersion: string;
  address: string;
  fingerprint: string;
  pluggedIn: boolean;
  screen: Screen;
  brightness: number;
  kiosk: boolean;
  screensaver: boolean;
  quirks: Quirks;
  /** Null while the display is dark. */
  shown: Shown | null;
  /** The one on the display comes first. */
  queue: { id: string; priority: Priority; text: string }[];
  /** The sound that plays; null in silence. */
  sound: string | null;
  connections: number;
  /** By `METHOD path`. */
  requests: Record<string, number>;
  log: LogEntry[];
}

export type LogEntry = Pick<RecordedRequest, 'at' | 'method' | 'path' | 'status'>;

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
  return requests.slice(-LOG_LENGTH).map(({ at, method, path, status }) => ({ at, method, path, status }));
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
