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
