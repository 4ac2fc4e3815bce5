/** A clock with widgets of My Data DIY, that a test can switch off, and its connection. */
import { updateMyData } from '../../src/lametric/clock/my-data';
import type { Frame } from '../../src/lametric/clock/notification';
import { LaMetricError } from '../../src/lametric/errors';
import { isObject } from '../../src/lametric/guards';
import type { ApiRequest } from '../../src/lametric/connection/request';
import type { ClockState } from '../../src/config/device/clock-info';
import { MyData } from '../../src/config/device/my-data/my-data';
import type { KeyFrames } from '../../src/config/device/my-data/widget-state';
import type { Shown } from '../../src/config/device/my-data/widgets';
import { stopTime } from './time';

/** Each message has its own. */
export const newSignal = (): AbortSignal => new AbortController().signal;

export const text = (value: string): Frame => ({ text: value });

/** The frames of a key as a node sets them. */
export const keyFrames = (frames: Frame[], others: Partial<KeyFrames> = {}): KeyFrames => ({
  frames,
  position: 0,
  lifetime: Infinity,
  from: 'node',
  ...others,
});

export const values = (...texts: string[]): KeyFrames => keyFrames(texts.map(text));

/** A context store in memory. */
export class MemoryStore {
  saved: unknown;

  async load(): Promise<unknown> {
    return structuredClone(this.saved);
  }

  save(value: object): void {
    this.saved = structuredClone(value);
  }
}

const PREFIX = updateMyData('', []).path;

export class MyDataClock {
  /** The texts that each widget shows. */
  readonly shown = new Map<string, string[]>([['w1', []]]);
  /** The requests, as `GET apps` or `POST w1`. */
  readonly requests: string[] = [];
  isOff = false;
  /** How many more times a known widget is said to be unknown. */
  notFound = 0;
  /** Whether an unknown widget is taken, and nothing shows. */
  takesAnyWidget = false;
  /** Whether it shows frames, and nobody hears of that. */
  losesAnswers = false;
  state: ClockState = 'unknown';
  answeredAt = -Infinity;
  readonly #listeners = new Set<(state: ClockState) => void>();

  onState(listener: (state: ClockState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.state);
    return () => this.#listeners.delete(listener);
  }

  /** How many listen to its state. */
  get listeners(): number {
    return this.#listeners.size;
  }

  become(state: ClockState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Without power the frames are gone. */
  cutPower(): void {
    this.isOff = true;
    for (const widget of this.shown.keys()) this.shown.set(widget, []);
  }

  /** Lets requests wait until `release` is called. */
  hold(): void {
    this.#held = new Promise((resolve) => (this.release = resolve));
  }

  release = (): void => undefined;
  #held: Promise<void> | undefined;

  async send<T>({ method, path, body, parse }: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const widget = decodeURIComponent(path.slice(PREFIX.length));
    this.requests.push(method === 'GET' ? 'GET apps' : `POST ${widget}`);
    await this.#held;
    if (this.isOff) {
      this.become('offline');
      throw new LaMetricError('UNREACHABLE', 'ECONNREFUSED', { sent: false });
    }
    this.become('online');
    this.answeredAt = performance.now();
    if (method === 'GET') {
      const widgets = Object.fromEntries([...this.shown.keys()].map((id) => [id, {}]));
      return parse({ 'com.lametric.diy.devwidget': { widgets } });
    }
    if (this.notFound > 0 || !this.shown.has(widget)) {
      if (this.notFound > 0) this.notFound--;
      else if (this.takesAnyWidget) return parse(undefined);
      throw new LaMetricError('NOT_FOUND', '404: Not found app', { statusCode: 404 });
    }
    this.shown.set(widget, textsIn(body));
    if (this.losesAnswers) throw new LaMetricError('UNREACHABLE', 'ECONNRESET');
    return parse({ success: { message: 'ok' } });
  }
}

/** The texts of frames; a wrong index stands in the place of its text. */
function textsIn(body: object | undefined): string[] {
  const frames: unknown = isObject(body) ? body['frames'] : undefined;
  return (Array.isArray(frames) ? frames : []).map((frame: unknown, place) =>
    isObject(frame) && frame['index'] === place ? String(frame['text']) : `no index ${place}`,
  );
}

/** The code and the reason that a message fails with. */
export async function failureOf(message: Promise<unknown>): Promise<unknown> {
  const error = await message.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof LaMetricError ? [error.code, error.reason] : error;
}

/** My Data of a clock whose node is there. */
export function openMyData(clock: MyDataClock, store = new MemoryStore(), isPolled = false): MyData {
  const myData = new MyData(clock);
  myData.open({ store, isPolled: () => isPolled });
  return myData;
}

/** My Data of a clock for one test, and time that the test moves. */
export class MyDataTest {
  readonly time = stopTime();
  readonly clock = new MyDataClock();
  readonly myData = openMyData(this.clock);

  /** Gives a key frames with these texts; none remove it. */
  show(key: string, ...texts: string[]): Promise<Shown> {
    return this.myData.show('', key, values(...texts), newSignal());
  }

  /** The texts that a widget shows. */
  shown(widget = 'w1'): string[] | undefined {
    return this.clock.shown.get(widget);
  }

  end(): void {
    this.myData.close();
    this.time.restore();
  }
}
