/** `unknown`: nothing sent yet; `refused`: the key; `certificate`: the clock shows another one than the trusted one. */
export const CLOCK_STATES = [
  'unconfigured',
  'unknown',
  'online',
  'offline',
  'refused',
  'certificate',
] as const;

export type ClockState = (typeof CLOCK_STATES)[number];
