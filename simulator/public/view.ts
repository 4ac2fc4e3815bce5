/** The visible state of a clock, as the live page gets it. It holds no secret, hence neither headers nor bodies of requests. */
import type { Screen, ScreenNotification } from '../../src/lametric/display/screen';
import type { Quirks } from '../clock/quirks';

export interface ClockView {
  id: number;
  name: string;
  kind: string;
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
  /** The type of each widget of My Data DIY. */
  myData: string[];
  /** Null while the display is dark. */
  shown: Shown | null;
  /** The one on the display comes first. */
  queue: { id: string; priority: string; text: string }[];
  /** The sound that plays; null in silence. */
  sound: string | null;
  /** LaMetric's app Button: the address that it asks, and the end of its last press. */
  buttonApp: { address: string; answer: 'tick' | 'cross' | null };
  connections: number;
  /** By `METHOD path`. */
  requests: Record<string, number>;
  log: LogEntry[];
}

/** The content of the display. */
export interface Shown {
  /** `pairing`: the clock itself asks for a press. */
  source: 'notification' | 'app' | 'pairing';
  notification: ScreenNotification;
  /** Milliseconds since 1970. */
  since: number;
}

export interface LogEntry {
  method: string;
  /** Without the query. */
  path: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Undefined while nothing is answered. */
  status: number | undefined;
}
