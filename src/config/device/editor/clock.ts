import { isNumber, isObject, isString } from '../../../lametric/guards';

const STATES = ['unconfigured', 'unknown', 'online', 'offline', 'refused', 'certificate'] as const;

/** A clock as the admin endpoints answer; what is not known is `undefined`. */
export interface Clock {
  state: (typeof STATES)[number];
  name: string | undefined;
  model: string | undefined;
  osVersion: string | undefined;
  /** Where it is: with the port, if that is not the usual one. */
  address: string | undefined;
  /** The SHA-256 of the certificate that it shows now, and of the one that is trusted. */
  fingerprint: string | undefined;
  trusted: string | undefined;
  /** Of its Wi-Fi, in percent. */
  signal: number | undefined;
  /** The version that it could be updated to. */
  update: string | undefined;
  /** Node-RED's own words; empty where there are none. */
  message: string;
}

/** @param answer of a clock's endpoint, unchecked */
export function readClock(answer: unknown): Clock {
  const fields = isObject(answer) ? answer : {};
  const textAt = (name: string) => {
    const value = fields[name];
    return isString(value) && value !== '' ? value : undefined;
  };
  return {
    state: STATES.find((state) => state === fields['state']) ?? 'unknown',
    name: textAt('name'),
    model: textAt('model'),
    osVersion: textAt('osVersion'),
    address: textAt('address'),
    fingerprint: textAt('fingerprint'),
    trusted: textAt('trusted'),
    signal: isNumber(fields['signal']) ? fields['signal'] : undefined,
    update: textAt('update'),
    message: textAt('message') ?? '',
  };
}

/** The models that are known, as clocks call them, and the keys of their names. */
const MODELS = { 'LM 37X8': 'time', sa8: 'time-2022', sa5: 'sky' } as const;
export type Model = (typeof MODELS)[keyof typeof MODELS];

/** @param model as the clock calls it */
export function modelOf(model: string | undefined): Model | undefined {
  return Object.entries(MODELS).find(([name]) => name === model)?.[1];
}
