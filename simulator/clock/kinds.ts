/** The kinds of clocks, as recorded from real ones. All differences are data; no other code asks for a model. */
import { screenOf, type Screen } from '../../src/lametric/display/screen';

export interface Kind {
  model: 'LM 37X8' | 'sa8' | 'sa5';
  /** Its name in discovery. */
  modelName: 'LaMetric Time' | 'LaMetric Sky';
  /** As the cloud calls it. */
  productCode: string;
  osVersion: string;
  apiVersion: string;
  screen: Screen;
  displayType: 'mixed' | 'full_rgb';
  /** Whether it is a TIME from before 2022: no pairing, no way to change the mode, refuses `null`. */
  old: boolean;
  /** Whether the display tells if it is on, and can be turned off. */
  turnsOff: boolean;
  /** `unsaid`: there, without `available`. */
  audio: 'available' | 'unsaid' | 'none';
  /** Whether a notification may have a sound. */
  sounds: boolean;
  /** `low-energy`: the whole state tells of Bluetooth Low Energy. */
  bluetooth: 'low-energy' | 'plain' | 'none';
  /** The screensaver's mode beside `time_based`; undefined without a screensaver. */
  screensaver: 'when_dark' | 'screen_off' | undefined;
  /** The stream as the API tells of it; undefined without one. */
  stream: Stream | undefined;
}

interface Stream {
  canvas: Partial<Record<'pixel' | 'triangle', { size: Pick<Screen, 'width' | 'height'> }>>;
  features?: readonly string[];
}

const SKY_STREAM: Stream = {
  canvas: {
    pixel: { size: { width: 24, height: 8 } },
    triangle: { size: { width: 48, height: 16 } },
  },
};

const LM_37X8 = {
  model: 'LM 37X8',
  modelName: 'LaMetric Time',
  productCode: 'sa1',
  screen: screenOf('LM 37X8'),
  displayType: 'mixed',
  old: true,
  turnsOff: false,
  audio: 'unsaid',
  sounds: true,
  bluetooth: 'low-energy',
  screensaver: 'when_dark',
  stream: undefined,
} as const;

export const KINDS = {
  'LM 37X8 2.2.2': { ...LM_37X8, osVersion: '2.2.2', apiVersion: '2.2.0' },
  'LM 37X8 2.3.9': { ...LM_37X8, osVersion: '2.3.9', apiVersion: '2.3.0' },
  'sa8 3.2.6': {
    model: 'sa8',
    modelName: 'LaMetric Time',
    productCode: 'sa8',
    osVersion: '3.2.6',
    apiVersion: '2.4.0',
    screen: screenOf('sa8'),
    displayType: 'mixed',
    old: false,
    turnsOff: true,
    audio: 'available',
    sounds: true,
    bluetooth: 'plain',
    screensaver: 'when_dark',
    stream: { canvas: { pixel: { size: { width: 37, height: 8 } } }, features: [] },
  },
  'sa5 3.2.7': {
    model: 'sa5',
    modelName: 'LaMetric Sky',
    productCode: 'sa5',
    osVersion: '3.2.7',
    apiVersion: '2.4.0',
    screen: screenOf('sa5'),
    displayType: 'full_rgb',
    old: false,
    turnsOff: true,
    audio: 'none',
    sounds: false,
    bluetooth: 'none',
    screensaver: undefined,
    stream: SKY_STREAM,
  },
  'sa5 3.0.13': {
    model: 'sa5',
    modelName: 'LaMetric Sky',
    productCode: 'sa5',
    osVersion: '3.0.13',
    apiVersion: '2.4.0',
    screen: { width: 64, height: 8, measured: false },
    displayType: 'mixed',
    old: false,
    turnsOff: true,
    audio: 'unsaid',
    sounds: false,
    bluetooth: 'low-energy',
    screensaver: 'screen_off',
    stream: SKY_STREAM,
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}
