/** The kinds of clocks, as recorded from real ones. All differences are data; no other code asks for a model. */
import { createHash } from 'node:crypto';
import { screenOf, type Screen } from '../../src/lametric/display/screen';

export interface Kind {
  model: 'LM 37X8' | 'sa8' | 'sa5';
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
  /** `low-energy`: the whole state tells of Bluetooth Low Energy. */
  bluetooth: 'low-energy' | 'plain' | 'none';
  /** The screensaver's mode beside `time_based`; undefined without a screensaver. */
  screensaver: 'when_dark' | 'screen_off' | undefined;
  /** The widget of an app; `number` counts from 1. */
  widgetId(packageName: string, number: number): string;
}

const numbered = (packageName: string, number: number): string => `${number}_${packageName}`;
const hashed = (packageName: string): string => createHash('md5').update(packageName).digest('hex');

export const KINDS = {
  'LM 37X8 2.3.9': {
    model: 'LM 37X8',
    productCode: 'sa1',
    osVersion: '2.3.9',
    apiVersion: '2.3.0',
    screen: screenOf('LM 37X8'),
    displayType: 'mixed',
    old: true,
    turnsOff: false,
    audio: 'unsaid',
    bluetooth: 'low-energy',
    screensaver: 'when_dark',
    widgetId: hashed,
  },
  'sa8 3.2.6': {
    model: 'sa8',
    productCode: 'sa8',
    osVersion: '3.2.6',
    apiVersion: '2.4.0',
    screen: screenOf('sa8'),
    displayType: 'mixed',
    old: false,
    turnsOff: true,
    audio: 'available',
    bluetooth: 'plain',
    screensaver: 'when_dark',
    widgetId: numbered,
  },
  'sa5 3.2.7': {
    model: 'sa5',
    productCode: 'sa5',
    osVersion: '3.2.7',
    apiVersion: '2.4.0',
    screen: screenOf('sa5'),
    displayType: 'full_rgb',
    old: false,
    turnsOff: true,
    audio: 'none',
    bluetooth: 'none',
    screensaver: undefined,
    widgetId: numbered,
  },
  'sa5 3.0.13': {
    model: 'sa5',
    productCode: 'sa5',
    osVersion: '3.0.13',
    apiVersion: '2.4.0',
    screen: { width: 64, height: 8, measured: false },
    displayType: 'mixed',
    old: false,
    turnsOff: true,
    audio: 'unsaid',
    bluetooth: 'low-energy',
    screensaver: 'screen_off',
    widgetId: numbered,
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}
