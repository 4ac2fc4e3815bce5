import { isFrames } from '../../../lametric/clock/notification';
import { isNumber, isObject, isString } from '../../../lametric/guards';
import type { KeyFrames, WidgetState } from './widget-state';

/** The states of a clock's widgets in the form that a context store keeps. */
export type SavedStates = { widget: string; keys: SavedKey[] }[];

interface SavedKey {
  key: string;
  frames: KeyFrames['frames'];
  position: number;
  from: string;
  /** In ms; null for ever. */
  lifetime: number | null;
  /** When it expires, in ms by the computer's clock: that of `performance` begins anew with every start. */
  until: number | null;
}

/** A widget that was saved, with its keys. */
export interface RestoredWidget {
  widget: string;
  /** `expires` is on the clock of `performance`. */
  keys: { key: string; value: KeyFrames; expires: number }[];
}

interface WidgetToSave {
  readonly state: WidgetState;
  /** Whether the clock is known to show nothing. */
  readonly isEmpty: boolean;
}

/** The states of widgets as they are to be saved. One that is to show nothing is left out once the clock shows nothing of it. */
export function save(widgets: readonly [id: string, WidgetToSave][]): SavedStates {
  const offset = Date.now() - performance.now();
  const used = widgets.filter(([, { state, isEmpty }]) => !state.isEmpty || !isEmpty);
  return used.map(([widget, { state }]) => ({
    widget,
    keys: state.entries().map(([key, { frames, position, from, lifetime, expires }]) => {
      const [saved, until] = lifetime === Infinity ? [null, null] : [lifetime, expires + offset];
      return { key, frames: structuredClone(frames), position, from, lifetime: saved, until };
    }),
  }));
}

/** The widgets that were saved, with the keys that have not expired, in their order; what cannot be read is left out. */
export function restore(saved: unknown): RestoredWidget[] {
  const offset = Date.now() - performance.now();
  const widgets = Array.isArray(saved) ? saved.filter(isSavedWidget) : [];
  return widgets.map(({ widget, keys }) => ({
    widget,
    keys: keys.filter(isSavedKey).flatMap(({ key, frames, position, from, lifetime, until }) => {
      const value = { frames: structuredClone(frames), position, from, lifetime: lifetime ?? Infinity };
      // The computer's clock may have been set back: nothing stays longer than it was meant to.
      const expires = Math.min((until ?? Infinity) - offset, performance.now() + value.lifetime);
      return expires > performance.now() ? [{ key, value, expires }] : [];
    }),
  }));
}

function isSavedWidget(value: unknown): value is { widget: string; keys: unknown[] } {
  return isObject(value) && isString(value['widget']) && Array.isArray(value['keys']);
}

function isSavedKey(value: unknown): value is SavedKey {
  if (!isObject(value)) return false;
  const { key, frames, position, from, lifetime, until } = value;
  const isTime = (time: unknown) => time === null || isNumber(time);
  return (
    isString(key) &&
    isFrames(frames) &&
    isNumber(position) &&
    isString(from) &&
    isTime(lifetime) &&
    isTime(until)
  );
}
