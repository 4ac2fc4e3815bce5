/** Changes the settings of a clock: which of them it has, and which requests they take. */
import { LaMetricError } from '../errors';
import type { ApiRequest } from '../connection/request';
import { type DisplayChange, setAudio, getDevice, setBluetooth, setDisplay, setMode } from './requests';
import { type SettingName, type Settings, type Times, isTimes, namesOf } from './settings';
import type { Device, Display } from './types';

/** The parts of a clock that have settings, as far as they are known. */
type Parts = Partial<Pick<Device, 'audio' | 'bluetooth' | 'display' | 'mode'>>;

type Send = <T>(request: ApiRequest<T>) => Promise<T>;

/** Settings with the values that the clock has confirmed, unchecked. */
export type Confirmed = Partial<Record<SettingName, unknown>>;

/** The settings of one part of a clock. */
export interface Change {
  /** The values to be set, within the clock's limits. */
  wanted: Settings;
  /** @returns the part as the clock confirms it */
  set: (send: Send) => Promise<Parts>;
}

/** A setting that the clock did not take, with the two values. */
export interface Contradiction {
  name: SettingName;
  wanted: unknown;
  said: unknown;
}

const DISPLAY: SettingName[] = ['brightness', 'brightnessMode', 'display', 'screensaver'];

/** The modes in which a screensaver starts; `time_based` comes last, since it needs times. */
const SCREENSAVER_MODES = ['when_dark', 'screen_off', 'time_based'] as const;

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
 * @param lastMode the screensaver's mode that was on last, as `screensaverMode` told it
 * @throws {LaMetricError} `NOT_SUPPORTED` where it lacks one of the settings; `INVALID_INPUT` where its screensaver needs
 * times to start
 */
export function planChanges(settings: Settings, device: Parts, lastMode?: string): Change[] {
  const own = availableSettings(device);
  const missing = namesOf(settings).filter((name) => !own.includes(name));
  if (missing.length > 0) throw new LaMetricError('NOT_SUPPORTED', missing.join(', '), { sent: false });
  const { mode, brightness, volume, bluetooth: active, bluetoothName: name } = settings;
  const display = device.display ?? {};
  const wanted: Settings = { ...settings };
  if (brightness !== undefined) wanted.brightness = within(brightness, display.brightness_limit);
  if (volume !== undefined) wanted.volume = within(volume, device.audio?.volume_limit);
  const change = (names: SettingName[], set: Change['set']): Change | undefined => {
    const some = Object.fromEntries(Object.entries(wanted).filter(([each]) => names.some((n) => n === each)));
    return Object.keys(some).length === 0 ? undefined : { wanted: some, set };
  };
  const started = wanted.screensaver === true ? startOf(display, lastMode) : undefined;
  return [
    // The mode comes first: only the attempt tells whether the clock can, and nothing else has been changed by then.
    change(['mode'], async (send) => (mode === undefined ? {} : { mode: await send(setMode(mode)) })),
    change(DISPLAY, async (send) => ({ display: await changeDisplay(wanted, display, started, send) })),
    change(['volume'], async (send) => ({ audio: await send(setAudio({ volume: wanted.volume ?? 0 })) })),
    change(['bluetooth', 'bluetoothName'], async (send) => ({
      bluetooth: await send(setBluetooth({ active, name })),
    })),
  ].filter((each) => each !== undefined);
}

/**
 * Makes a change. Values that the clock's answer leaves out are read once more; one that is still missing then is neither
 * confirmed nor contradicted.
 */
export async function makeChange(
  { wanted, set }: Change,
  send: Send,
): Promise<{ confirmed: Confirmed; contradictions: Contradiction[] }> {
  const names = namesOf(wanted);
  let said = await set(send);
  if (names.some((name) => VALUES[name](said) == null)) said = fillGaps(said, await send(getDevice));
  const confirmed: Confirmed = {};
  const contradictions: Contradiction[] = [];
  for (const name of names) {
    const { value, compared = value } = valueOf(name, said, wanted);
    if (value == null) continue;
    if (JSON.stringify(compared) === JSON.stringify(wanted[name])) confirmed[name] = value;
    else contradictions.push({ name, wanted: wanted[name], said: compared });
  }
  return { confirmed, contradictions };
}

function fillGaps(said: Parts, device: Parts): Parts {
  return {
    audio: { ...device.audio, ...said.audio },
    bluetooth: { ...device.bluetooth, ...said.bluetooth },
    display: { ...device.display, ...said.display },
    mode: said.mode ?? device.mode ?? null,
  };
}

/** The mode in which the screensaver starts; `undefined` while none is on. */
export function screensaverMode(display: Display | null | undefined): string | undefined {
  const modes = Object.entries(display?.screensaver?.modes ?? {});
  return modes.find(([, { enabled }]) => enabled === true)?.[0];
}

/** @returns the value as it is told to the user, and the one to compare with the wanted value */
function valueOf(name: SettingName, said: Parts, { screensaver: wanted, brightnessMode }: Settings): Value {
  const value = VALUES[name](said);
  // The clock was told to be manual, since nothing can be seen of a brightness in automatic mode.
  const isHidden = brightnessMode === undefined && said.display?.brightness_mode === 'auto';
  if (name === 'brightness' && isHidden) return { value: 'auto' };
  if (name !== 'screensaver' || value == null) return { value };
  const { display } = said;
  if (!isTimes(wanted)) return { value: willStart(display) };
  if (!willStart(display) || timeBasedOf(display).enabled === false) return { value: false };
  const told = timesOf(display);
  return { value: told ?? true, compared: told ?? ownTimesOf(display) ?? wanted };
}

/** Switched on, but with all modes off, a screensaver never starts. */
function willStart(display: Display | null | undefined): boolean {
  const { enabled, modes } = display?.screensaver ?? {};
  return enabled === true && (modes == null || screensaverMode(display) !== undefined);
}

interface Value {
  value: unknown;
  compared?: unknown;
}

/**
 * The clock takes times in UTC, and only the times that it already has tell its time zone. Without any, this computer's zone
 * is the likeliest; the answer shows whether it is the clock's as well.
 */
async function changeDisplay(
  wanted: Settings,
  before: Display,
  started: Start,
  send: Send,
): Promise<Display> {
  const set = (offset: number) => send(setDisplay(displayChange(wanted, before, started, offset)));
  const guess = offsetOf(before) ?? ownOffset();
  const after = await set(guess);
  const offset = offsetOf(after);
  const isRight = offset === undefined || timeAt(offset) === timeAt(guess);
  return isTimes(wanted.screensaver) && !isRight ? set(offset) : after;
}

function displayChange(wanted: Settings, before: Display, started: Start, offset: number): DisplayChange {
  const { brightness, brightnessMode, display, screensaver } = wanted;
  // In automatic mode, a brightness would have no effect that one can see.
  const isHidden = brightness !== undefined && before.brightness_mode === 'auto';
  return {
    on: display,
    brightness,
    brightness_mode: brightnessMode ?? (isHidden ? 'manual' : undefined),
    screensaver: isTimes(screensaver)
      ? timeBased(shift(screensaver, -offset))
      : screensaver === undefined
        ? undefined
        : { enabled: screensaver, ...started },
  };
}

/** The mode to turn on with the screensaver. */
type Start = Pick<NonNullable<DisplayChange['screensaver']>, 'mode' | 'mode_params'> | undefined;

/**
 * The mode that a screensaver needs to start: the one that was on last, else the first that can.
 * @returns `undefined` where one is on, or the clock tells of none
 */
function startOf(display: Display, lastMode: string | undefined): Start {
  const modes = display.screensaver?.modes;
  if (modes == null || screensaverMode(display) !== undefined) return undefined;
  const { start_time: from, end_time: to } = timeBasedOf(display);
  const able = SCREENSAVER_MODES.filter(
    (mode) => modes[mode] !== undefined && (mode !== 'time_based' || (from != null && to != null)),
  );
  const mode = able.find((each) => each === lastMode) ?? able[0];
  if (mode === undefined) {
    throw new LaMetricError('INVALID_INPUT', 'no times', { said: '', sent: false, reason: 'no-times' });
  }
  return mode === 'time_based' && from != null && to != null
    ? timeBased({ from, to })
    : { mode, mode_params: { enabled: true } };
}

/** By times, the screensaver takes both of them, in UTC, at every change; that turns its other mode off. */
function timeBased({ from, to }: Times) {
  const seconds = (time: string) => `${time.slice(0, 5)}:00`;
  return {
    enabled: true,
    mode: 'time_based' as const,
    mode_params: { enabled: true, start_time: seconds(from), end_time: seconds(to) },
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

/** The screensaver's times, in the time zone of this computer. */
function ownTimesOf(display: Display | null | undefined): Times | undefined {
  const { start_time: from, end_time: to } = timeBasedOf(display);
  return from == null || to == null ? undefined : shift({ from, to }, ownOffset());
}

/** Both times, so many minutes later. */
function shift({ from, to }: Times, minutes: number): Times {
  return { from: timeAt(minutesOf(from) + minutes), to: timeAt(minutesOf(to) + minutes) };
}

/** Minutes by which this computer's time zone is ahead of UTC. */
const ownOffset = () => -new Date().getTimezoneOffset();

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
