import type { Frame } from '../../src/frames/frame';

/** A frame of each type, with all its properties. */
export const TEXT = {
  type: 'text',
  icon: '',
  value: 'payload',
  valueType: 'msg',
  duration: null,
  unit: '',
  decimals: '',
} as const satisfies Frame;
export const GOAL = {
  type: 'goal',
  icon: '',
  value: 'payload',
  valueType: 'msg',
  start: 0,
  end: 100,
  unit: '',
  text: '',
  duration: null,
} as const satisfies Frame;
export const CHART = {
  type: 'chart',
  value: 'payload',
  valueType: 'msg',
  duration: null,
} as const satisfies Frame;
