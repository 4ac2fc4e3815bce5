import { isNumber, isObject, isString } from '../../../lametric/guards';
import { CLOCK_STATES, type ClockInfo } from '../clock-info';

/** @param answer of a clock's endpoint, unchecked */
export function readClockInfo(answer: unknown): ClockInfo {
  const fields = isObject(answer) ? answer : {};
  const { settings, signal } = fields;
  const textAt = (name: keyof ClockInfo) => {
    const value = fields[name];
    return isString(value) && value !== '' ? value : null;
  };
  return {
    state: CLOCK_STATES.find((state) => state === fields['state']) ?? 'unknown',
    name: textAt('name'),
    model: textAt('model'),
    serialNumber: textAt('serialNumber'),
    osVersion: textAt('osVersion'),
    update: textAt('update'),
    settings: Array.isArray(settings) ? settings.filter(isString) : null,
    signal: isNumber(signal) ? signal : null,
    address: textAt('address'),
    security: textAt('security'),
    fingerprint: textAt('fingerprint'),
    trusted: textAt('trusted'),
    timezone: textAt('timezone'),
    message: textAt('message'),
  };
}

/** The models that are known, as clocks call them, and the keys of their names. */
const MODELS = { 'LM 37X8': 'time', sa8: 'time-2022', sa5: 'sky' } as const;
export type Model = (typeof MODELS)[keyof typeof MODELS];

/** @param model as the clock calls it */
export function modelOf(model: string | null): Model | undefined {
  return Object.entries(MODELS).find(([name]) => name === model)?.[1];
}
