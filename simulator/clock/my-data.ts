/** LaMetric's app My Data DIY on a clock: it has a widget for each time that the user has added it in the phone app. */
import { createHash } from 'node:crypto';
import type { ScreenFrame } from '../../src/lametric/display/screen';
import { isInteger, isObject } from '../../src/lametric/guards';
import { DIY } from './app-table';
import { isFrame } from './notifications';
import { Refusal } from './refusal';
import type { Quirks } from './quirks';

/** Where a widget has its frames from, as the user sets it in the phone app. */
export const MY_DATA_TYPES = ['push', 'poll', 'mqtt'] as const;
export type MyDataType = (typeof MY_DATA_TYPES)[number];

interface Widget {
  id: string;
  type: MyDataType;
  frames: ScreenFrame[];
}

/** What a widget shows that has got no frames. */
const IDLE: ScreenFrame[] = [{ text: 'DIY' }];

export class MyDataApp {
  readonly #mac: string;
  /** How many times it was added. */
  #added = 0;
  #widgets: Widget[] = [];

  /** Added once, for HTTP Push. @param mac sets its ids apart from other clocks' */
  constructor(mac: string) {
    this.#mac = mac;
    this.types = ['push'];
  }

  /** The ids of its widgets, in their order. */
  get ids(): string[] {
    return this.#widgets.map(({ id }) => id);
  }

  get types(): MyDataType[] {
    return this.#widgets.map(({ type }) => type);
  }

  /** Adds and removes widgets until there is one for each type. Those that stay keep their ids. */
  set types(types: readonly MyDataType[]) {
    this.#widgets = types.map((type, place) => {
      const before = this.#widgets[place];
      return before?.type === type ? before : { id: before?.id ?? this.#newId(), type, frames: IDLE };
    });
  }

  /** The user removes it and adds it again: the ids are others. */
  reinstall(): void {
    this.#widgets = this.#widgets.map(({ type }) => ({ id: this.#newId(), type, frames: IDLE }));
  }

  /** Shows frames, if the widget is set to HTTP Push. Of frames without an `index` only the first is shown. */
  push(widget: string, body: unknown, quirks: Quirks): void {
    const isMissed = quirks.missesPush;
    quirks.missesPush = false;
    const pushed = this.#widgets.find(({ id }) => id === widget);
    if (isMissed || !(pushed || quirks.takesAnyWidget)) throw new Refusal(404, 'Not found app');
    const frames = readFrames(body);
    if (pushed?.type !== 'push') return;
    pushed.frames = frames.filter((frame, position) => position === 0 || isInteger(frame['index']));
  }

  /** What a widget shows. @param place of the widget */
  frames(place = 0): ScreenFrame[] {
    return this.#widgets[place]?.frames ?? [];
  }

  /** A power cut, on a clock that does not keep them. */
  loseFrames(): void {
    for (const widget of this.#widgets) widget.frames = IDLE;
  }

  #newId(): string {
    const count = this.#added++;
    return createHash('md5')
      .update(`${this.#mac} ${DIY}${count === 0 ? '' : ` ${count}`}`)
      .digest('hex');
  }
}

/** The frames in the body of a push, those that cannot be read left out. */
export function readFrames(body: unknown): (ScreenFrame & Record<string, unknown>)[] {
  const frames: unknown = isObject(body) ? body['frames'] : undefined;
  if (!Array.isArray(frames)) throw new Refusal(400, 'Invalid frames');
  return frames.filter(isFrame);
}
