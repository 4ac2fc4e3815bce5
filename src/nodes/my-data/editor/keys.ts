import { isFrames } from '../../../lametric/clock/notification';
import type { ScreenFrame } from '../../../lametric/display/screen';
import { isBoolean, isNumber, isObject, isString } from '../../../lametric/guards';

/** A key, and what shows under it. */
interface Key {
  key: string;
  position: number;
  frames: readonly ScreenFrame[];
}

/** A key that a clock is to show. */
interface ListedKey extends Key {
  /** The id of the node that set it last. */
  from: string;
  /** Whether the clock has not accepted it yet. */
  kept: boolean;
}

/** The keys of one widget, in the order in which they show. */
export interface WidgetKeys {
  /** Its id; the choice of a node while the id is not known. */
  widget: string;
  keys: ListedKey[];
}

/** A key in the preview of the whole app. */
export interface PreviewedKey extends ListedKey {
  /** Whether the node in the dialog sets it. */
  isOwn: boolean;
  /** Whether it is shown as the form has it. */
  isDraft: boolean;
  /** Whether the clock is to show it already. */
  isThere: boolean;
}

/**
 * The keys of the widget that a node has chosen.
 * @param answer of the endpoint, unchecked
 * @param choice its id; empty for the only one
 * @returns `undefined` where there are none, or where nobody can tell which widget it is
 */
export function readKeys(answer: unknown, choice: string): WidgetKeys | undefined {
  const listed: unknown = isObject(answer) ? answer.widgets : undefined;
  const widgets = Array.isArray(listed) ? listed.filter(isWidget) : [];
  const chosen =
    widgets.find(({ widget }) => widget === choice) ?? (widgets.length === 1 ? widgets[0] : undefined);
  return chosen && { widget: chosen.widget, keys: chosen.keys.filter(isKey) };
}

/** What a node will show, as its form has it. */
interface OwnFrames extends Omit<Key, 'key'> {
  /** The node's id. */
  node: string;
  /** `undefined` where only a message tells it. */
  key: string | undefined;
}

/** The whole app with a node's own frames as its form has them, in the order in which they will show. */
export function withOwn(keys: readonly ListedKey[], { node, key, position, frames }: OwnFrames) {
  const listed: PreviewedKey[] = keys.map((each) =>
    each.key === key
      ? { ...each, position, frames, isOwn: true, isDraft: true, isThere: true }
      : { ...each, isOwn: each.from === node, isDraft: false, isThere: true },
  );
  const draft = { key: key ?? '', from: node, position, frames, kept: false };
  const isThere = listed.some(({ isDraft }) => isDraft);
  const previewed = isThere ? listed : [...listed, { ...draft, isOwn: true, isDraft: true, isThere }];
  return previewed.sort((one, other) => one.position - other.position);
}

/**
 * How many frames the app will have once messages have come for all keys of the node in the dialog. Those that it has set
 * before, and that only messages tell, get the frames of its form as well.
 */
export function countFrames(keys: readonly PreviewedKey[]): number {
  const drafts = keys.filter(({ isDraft }) => isDraft);
  const before = keys.filter(({ isOwn, isDraft }) => isOwn && !isDraft);
  const isKeyKnown = drafts.some(({ key }) => key !== '');
  if (isKeyKnown || before.length === 0) return sum(keys);
  return sum(keys.filter(({ isOwn }) => !isOwn)) + before.length * sum(drafts);
}

const sum = (keys: readonly Key[]): number => keys.reduce((count, { frames }) => count + frames.length, 0);

function isWidget(value: unknown): value is { widget: string; keys: unknown[] } {
  return isObject(value) && isString(value.widget) && Array.isArray(value.keys);
}

function isKey(value: unknown): value is ListedKey {
  if (!isObject(value)) return false;
  const { key, from, position, frames, kept } = value;
  const hasFacts = isString(key) && isString(from) && isNumber(position) && isBoolean(kept);
  return hasFacts && isFrames(frames);
}
