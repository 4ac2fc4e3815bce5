/** Changes the settings of a clock: which of them it has, and which requests they take. */
import { LaMetricError } from '../errors';
import type { ApiRequest } from '../connection/request';
import { type DisplayChange, setAudio, setBluetooth, setDisplay, setMode } from './requests';
import { type SettingName, type Settings, type Times, isTimes, namesOf } from './settings';
import type { Device, Display } from './types';

/** The parts of a clock that have settings, as far as they are known. */
type Parts = Partial<Pick<Device, 'audio' | 'bluetooth' | 'display' | 'mode'>>;

type Send = <T>(request: ApiRequest<T>) => Promise<T>;

/** Settings with the values that the clock has confirmed, unchecked. */
export type Confirmed = Partial<Record<SettingName, unknown>>;

/** The settings of one part of a clock. */
export interface Change {
  names: SettingName[];
  /** @returns the part as the clock confirms it */
  set: (send: Send) => Promise<Parts>;
}

const DISPLAY: SettingName[] = ['brightness', 'brightnessMode', 'display', 'screensaver'];

const MINUTES_A_DAY = 24 * 60;

/** The place of a setting in a clock's answer. A clock does not have settings that it leaves out. */
const VALUES: Record<SettingName, (parts: Parts) => unknown> = {
  brightness: ({ display }) => display?.brightness,
  brightnessMode: ({ display }) => display?.brightness_mode,
  display: ({ display }) => display?.on,
  screensaver: ({ display }) => display?.screensaver?.enabled,
  volume: ({ audio }) => (audio?.available === false ? undefined : audio?.volume),
  bluetooth: ({ bluetooth }) => (bluetooth?.available === false ? undefined : bluetooth?.active),
  bluetoothName: ({ bluetooth }) => (bluetooth?.available === false ? undefined : bluetooth?.name),
  mode: ({ mode }) => mode,
};

/** The settings that a clock has. Old firmware tells its mode, but refuses to change it. */
export function availableSettings(parts: Parts): SettingName[] {
  return namesOf(VALUES).filter((name) => VALUES[name](parts) != null);
}

/**
 * The changes that a clock needs, one for each of its parts.
 * @param device the clock as it is
 * @throws {LaMetricError} `NOT_SUPPORTED` where it lacks one of the settings
 */
export function planChanges(settings: Settings, device: Parts): Change[] {
  const own = availableSettings(device);
  const missing = namesOf(settings).filter((name) => !own.includes(name));
  if (missing.length > 0) throw new LaMetricError('NOT_SUPPORTED', missing.join(', '), { sent: false });
  const change = (names: SettingName[], set: Change['set']): Change => ({
    names: names.filter((name) => settings[name] !== undefined),
    set,
  });
  const { mode, volume, bluetooth: active, bluetoothName: name } = settings;
  return [
    // The mode comes first: only the attempt tells whether the clock can, and nothing else has been changed by then.
    mode !== undefined && change(['mode'], async (send) => ({ mode: await send(setMode(mode)) })),
    DISPLAY.some((each) => settings[each] !== undefined) &&
      change(DISPLAY, async (send) => ({
        display: await changeDisplay(settings, device.display ?? {}, send),
      })),
    volume !== undefined &&
      change(['volume'], async (send) => ({
        audio: await send(setAudio({ volume: within(volume, device.audio?.volume_limit) })),
      })),
    (active !== undefined || name !== undefined) &&
      change(['bluetooth', 'bluetoothName'], async (send) => ({
        bluetooth: await send(setBluetooth({ active, name })),
      })),
  ].filter((each) => each !== false);
}

/** The settings as a clock confirms them; one that its answer leaves out counts as set. */
export function confirmedOf(settings: Settings, names: readonly SettingName[], said: Parts): Confirmed {
  return Object.fromEntries(names.map((name) => [name, confirmedValue(name, settings[name], said)]));
}

function confirmedValue(name: SettingName, wanted: unknown, said: Parts): unknown {
  if (name === 'screensaver' && isTimes(wanted)) return timesOf(said.display) ?? wanted;
  return VALUES[name](said) ?? wanted;
}

/**
 * The clock takes times in UTC, and only the times that it already has tell its time zone. Without any, this computer's zone
 * is the likeliest; the answer shows whether it is the clock's as well.
 */
async function changeDisplay(settings: Settings, before: Display, send: Send): Promise<Display> {
  const set = (offset: number) => send(setDisplay(displayChange(settings, before, offset)));
  const guess = offsetOf(before) ?? -new Date().getTimezoneOffset();
  const after = await set(guess);
  const offset = offsetOf(after);
  const isRight = offset === undefined || isSameTime(offset, guess);
  return isTimes(settings.screensaver) && !isRight ? set(offset) : after;
}

function displayChange(settings: Settings, before: Display, offset: number): DisplayChange {
  const { brightness, brightnessMode, display, screensaver } = settings;
  return {
    on: display,
    brightness: brightness === undefined ? undefined : within(brightness, before.brightness_limit),
    brightness_mode: brightnessMode,
    screensaver: screensaver === undefined ? undefined : screensaverChange(screensaver, offset),
  };
}

/** By times, the screensaver takes both of them and the mode that goes by times; that turns its other mode off. */
function screensaverChange(wanted: boolean | Times, offset: number): DisplayChange['screensaver'] {
  if (!isTimes(wanted)) return { enabled: wanted };
  const utc = (time: string) => `${timeAt(minutesOf(time) - offset)}:00`;
  return {
    enabled: true,
    mode: 'time_based',
    mode_params: { enabled: true, start_time: utc(wanted.from), end_time: utc(wanted.to) },
  };
}

/** A whole number that the clock accepts: it answers 500 to one beyond its limit. */
function within(
  value: number,
  limit: { min?: number | null; max?: number | null } | null | undefined,
): number {
  return Math.round(Math.min(Math.max(value, limit?.min ?? 0), limit?.max ?? 100));
}

/** The screensaver's times, in the clock's time zone. */
function timesOf(display: Display | null | undefined): Times | undefined {
  const { local_start_time: from, local_end_time: to } = timeBasedOf(display);
  return from == null || to == null ? undefined : { from: from.slice(0, 5), to: to.slice(0, 5) };
}

/** Minutes by which the clock's time zone is ahead of UTC, give or take a day. */
function offsetOf(display: Display): number | undefined {
  const { start_time: utc, local_start_time: local } = timeBasedOf(display);
  const offset = utc == null || local == null ? NaN : minutesOf(local) - minutesOf(utc);
  return Number.isNaN(offset) ? undefined : offset;
}

function timeBasedOf(display: Display | null | undefined) {
  return display?.screensaver?.modes?.['time_based'] ?? {};
}

/** The minutes from midnight to `HH:MM`; `NaN` for any other text. */
function minutesOf(time: string): number {
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function timeAt(minutes: number): string {
  const ofDay = (minutes + MINUTES_A_DAY * 2) % MINUTES_A_DAY;
  return [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

const isSameTime = (one: number, other: number) => timeAt(one) === timeAt(other);
