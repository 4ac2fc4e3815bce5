import { LaMetricError } from '../../lametric/errors';

/** `unknown`: nothing sent yet; `refused`: the key; `certificate`: the clock shows another one than the trusted one. */
export const CLOCK_STATES = [
  'unconfigured',
  'unknown',
  'online',
  'offline',
  'refused',
  'certificate',
] as const;

/** How a clock is, as far as its last answer or failure tells. */
export type ClockState = (typeof CLOCK_STATES)[number];

/** A clock as the admin endpoints answer and the form shows it; null for anything unknown. */
export interface ClockInfo {
  state: ClockState;
  name: string | null;
  model: string | null;
  serialNumber: string | null;
  osVersion: string | null;
  /** The version that can be installed. */
  update: string | null;
  /** The settings that `lametric control` can change. */
  settings: string[] | null;
  /** The strength of the Wi-Fi, in percent. */
  signal: number | null;
  /** `host`, or `host:port` where that is not the usual port. */
  address: string | null;
  security: string | null;
  /** The SHA-256 of the certificate that the clock shows now. */
  fingerprint: string | null;
  /** The SHA-256 of the trusted certificate. */
  trusted: string | null;
  /** The name of Node-RED's own time zone. */
  timezone: string | null;
  /** The problem and the remedy, in the user's language. */
  message: string | null;
}

/** The state that a failure proves; `undefined` if it proves none. */
export function stateAfter(error: unknown): ClockState | undefined {
  if (!(error instanceof LaMetricError) || error.aborted || error.stale) return undefined;
  const { code, statusCode } = error;
  if (code === 'CERTIFICATE_CHANGED') return 'certificate';
  if (code === 'NOT_AUTHORIZED') return 'refused';
  if (statusCode !== undefined) return 'online';
  return code === 'UNREACHABLE' ? 'offline' : undefined;
}
