/** The settings of a clock and their form in the API: display, audio, Bluetooth, Wi-Fi, mode. */
import { isInteger, isObject, isString } from '../../src/lametric/guards';
import type { Kind } from './kinds';
import type { Quirks, Range } from './quirks';
import { Refusal } from './refusal';

const PERCENT: Range = { max: 100, min: 0 };
const MODES = ['auto', 'manual', 'schedule', 'kiosk'] as const;
type Mode = (typeof MODES)[number];

export interface Network {
  address: string;
  mac: string;
  ssid: string;
}

interface Screensaver {
  enabled: boolean;
  /** `other`: the one beside `time_based`. */
  mode: 'other' | 'time_based' | undefined;
  /** UTC. */
  times: { start: string; end: string | undefined } | undefined;
}

export class Settings {
  mode: Mode = 'manual';
  brightness = 100;
  brightnessMode: 'auto' | 'manual' = 'auto';
  on = true;
  volume = 46;
  bluetooth = { active: false, name: 'LM1234' };
  /** Minutes by which the clock's own time is ahead of UTC. Default: this computer's. */
  utcOffset = -new Date().getTimezoneOffset();
  readonly #screensaver: Screensaver = { enabled: true, mode: 'other', times: undefined };

  display(kind: Kind, quirks: Quirks, clockWidget: string): Record<string, unknown> {
    const { width, height } = kind.screen;
    return {
      brightness: this.brightness,
      brightness_limit: quirks.brightnessLimit,
      brightness_mode: this.brightnessMode,
      brightness_range: PERCENT,
      height,
      ...(kind.turnsOff && { on: this.on }),
      ...(kind.screensaver && { screensaver: this.#tellScreensaver(kind.screensaver, clockWidget) }),
      type: kind.displayType,
      width,
    };
  }

  changeDisplay(body: unknown, kind: Kind, quirks: Quirks): void {
    const { brightness, brightness_mode: brightnessMode, on, screensaver } = objectOf(body);
    if (brightness !== undefined) {
      this.brightness = inLimit(brightness, quirks.brightnessLimit, 'Display');
    }
    if (brightnessMode !== undefined) {
      if (brightnessMode !== 'auto' && brightnessMode !== 'manual') {
        throw new Refusal(400, 'Invalid brightness_mode');
      }
      this.brightnessMode = brightnessMode;
    }
    if (typeof on === 'boolean' && kind.turnsOff) this.on = on;
    if (screensaver !== undefined && kind.screensaver)
      this.#changeScreensaver(objectOf(screensaver), kind, quirks);
  }

  audio(kind: Kind, quirks: Quirks): Record<string, unknown> {
    if (kind.audio === 'none') return { available: false };
    return {
      ...(kind.audio === 'available' && { available: true }),
      volume: this.volume,
      volume_limit: quirks.volumeLimit,
      volume_range: PERCENT,
    };
  }

  changeAudio(body: unknown, kind: Kind, quirks: Quirks): void {
    if (kind.audio === 'none') throw new Refusal(400, 'Audio is not available');
    const { volume } = objectOf(body);
    if (volume !== undefined) this.volume = inLimit(volume, quirks.volumeLimit, 'Audio');
  }

  /** @param whole whether it stands in the whole state, where old clocks tell it otherwise */
  tellBluetooth(kind: Kind, { mac }: Network, whole: boolean): Record<string, unknown> {
    if (kind.bluetooth === 'none') return { available: false };
    const both = kind.bluetooth === 'plain';
    return {
      active: this.bluetooth.active,
      ...((both || whole) && { address: mac }),
      available: true,
      discoverable: true,
      ...(!both && whole && { low_energy: { active: true, advertising: true, connectable: true } }),
      ...((both || !whole) && { mac }),
      name: this.bluetooth.name,
      pairable: kind.old,
    };
  }

  changeBluetooth(body: unknown, kind: Kind): void {
    if (kind.bluetooth === 'none') throw new Refusal(400, 'Bluetooth is not available');
    const { active, name } = objectOf(body);
    if (typeof active === 'boolean') this.bluetooth.active = active;
    if (isString(name)) this.bluetooth.name = name;
  }

  changeMode(body: unknown): void {
    const { mode } = objectOf(body);
    if (!isMode(mode)) throw new Refusal(400, 'Invalid mode');
    this.mode = mode;
  }

  #tellScreensaver(other: string, widget: string): Record<string, unknown> {
    const { enabled, mode, times } = this.#screensaver;
    return {
      enabled,
      modes: {
        [other]: { enabled: mode === 'other' },
        time_based: {
          enabled: mode === 'time_based',
          ...(times?.end !== undefined && {
            end_time: times.end,
            local_end_time: this.#local(times.end),
          }),
          ...(times && {
            local_start_time: this.#local(times.start),
            start_time: times.start,
          }),
        },
      },
      widget: other === 'screen_off' ? '' : widget,
    };
  }

  /** A mode switches the other off. An end alone is refused, a start alone is ignored by most firmware. */
  #changeScreensaver(change: Record<string, unknown>, kind: Kind, quirks: Quirks): void {
    const { enabled, mode, mode_params: params } = change;
    if (typeof enabled === 'boolean') this.#screensaver.enabled = enabled;
    if (enabled === false && quirks.clearsModes) this.#screensaver.mode = undefined;
    if (mode === undefined) return;
    const { enabled: wanted, ...times } = objectOf(params ?? {});
    if (mode === 'time_based') {
      const read = readTimes(times, quirks.takesLoneStart);
      if (wanted !== false && (!read || quirks.ignoresTimes)) return;
      this.#screensaver.times = read ?? this.#screensaver.times;
      this.#switchMode('time_based', wanted);
    } else if (mode === kind.screensaver) {
      this.#switchMode('other', wanted);
    } else if (mode === 'screen_off') {
      // A TIME takes the mode of a SKY, and then has none.
      this.#screensaver.mode = undefined;
    } else {
      throw new Refusal(400, 'Invalid screensaver mode');
    }
  }

  #switchMode(mode: 'other' | 'time_based', wanted: unknown): void {
    if (wanted !== false) this.#screensaver.mode = mode;
    else if (this.#screensaver.mode === mode) this.#screensaver.mode = undefined;
  }

  #local(time: string): string {
    const local = new Date(Date.parse(`2000-01-01T${time}Z`) + this.utcOffset * 60_000);
    return local.toISOString().slice(11, 19);
  }
}

/** @returns undefined unless both are there, or a start alone is taken */
function readTimes(
  { start_time: start, end_time: end }: Record<string, unknown>,
  takesLoneStart: boolean,
): Screensaver['times'] {
  if (end !== undefined && start === undefined) throw new Refusal(400, 'Invalid screensaver parameters');
  if (!isTime(start)) return undefined;
  if (isTime(end)) return { start, end };
  return takesLoneStart && end === undefined ? { start, end } : undefined;
}

/** The whole state and `/device/wifi` have different names for the same values. */
export function tellWifi(
  { address, mac, ssid }: Network,
  { connecting, unknownStrength }: Quirks,
  whole: boolean,
): Record<string, unknown> {
  const names = whole
    ? { mac: 'address', ssid: 'essid', ip: 'ip', strength: 'strength' }
    : { mac: 'mac', ssid: 'ssid', ip: 'ipv4', strength: 'signal_strength' };
  if (connecting) {
    return {
      [names.mac]: null,
      available: true,
      encryption: 'WPA',
      [names.ssid]: null,
      mode: 'dhcp',
      [names.strength]: 18,
    };
  }
  return {
    active: true,
    [names.mac]: mac,
    available: true,
    ...(!unknownStrength && { encryption: 'WPA' }),
    [names.ssid]: ssid,
    [names.ip]: address,
    mode: 'dhcp',
    netmask: '255.255.255.0',
    ...(unknownStrength ? !whole && { [names.strength]: null } : { [names.strength]: 64 }),
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Refusal(400, 'Invalid request body');
  return value;
}

function inLimit(value: unknown, { min, max }: Range, part: string): number {
  if (!isInteger(value)) throw new Refusal(400, `Invalid ${part.toLowerCase()} parameters`);
  if (value < min || value > max) {
    throw new Refusal(500, `${part} state error putting settings Unknown error`);
  }
  return value;
}

function isMode(value: unknown): value is Mode {
  return MODES.some((mode) => mode === value);
}

function isTime(value: unknown): value is string {
  return isString(value) && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(value);
}
