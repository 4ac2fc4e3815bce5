/** The apps of a clock: their form in the API, their actions, and their frames. */
import { createHash } from 'node:crypto';
import { isInteger, isObject, isString } from '../../src/lametric/guards';
import type { ScreenFrame } from '../../src/lametric/display/screen';
import { APPS, DIY, INDICATOR, type App } from './app-table';
import type { Kind } from './kinds';
import { isFrame } from './notifications';
import { Refusal } from './refusal';
import type { Quirks } from './quirks';

/** In the order in which the clock goes through them. */
const ORDER = Object.keys(APPS).filter((name) => (APPS[name]?.index ?? -1) >= 0);
const STATIONS = ['Radio Paradise', 'SomaFM Groove Salad', 'FIP'];

/** Counts milliseconds while it runs. */
class Watch {
  #counted = 0;
  #startedAt: number | undefined;

  get elapsed(): number {
    return this.#counted + (this.#startedAt === undefined ? 0 : Date.now() - this.#startedAt);
  }

  start(): void {
    this.#startedAt ??= Date.now();
  }

  pause(): void {
    this.#counted = this.elapsed;
    this.#startedAt = undefined;
  }

  reset(): void {
    this.#counted = 0;
    this.#startedAt = undefined;
  }
}

export class Apps {
  #kind: Kind;
  readonly #mac: string;
  /** The app on the display, and since when, in milliseconds since 1970. */
  #active = { name: 'com.lametric.clock', since: Date.now() };
  #clockIcon = 'a3';
  #radio = { playing: false, station: 0 };
  #countdown = { seconds: 300, watch: new Watch() };
  #stopwatch = new Watch();
  /** The frames that were pushed, by app. */
  readonly #pushed = new Map<string, ScreenFrame[]>([
    [DIY, [{ text: 'DIY' }]],
    [INDICATOR, [{ icon: 'i8', text: 'Push' }]],
  ]);

  /** @param mac sets the ids of its own widgets apart from other clocks' */
  constructor(kind: Kind, mac: string) {
    this.#kind = kind;
    this.#mac = mac;
  }

  /** Another firmware names the widgets otherwise. */
  set kind(kind: Kind) {
    this.#kind = kind;
  }

  get active(): { name: string; since: number } {
    return this.#active;
  }

  get radioPlays(): boolean {
    return this.#radio.playing;
  }

  /** All apps by their names. */
  list(): Record<string, unknown> {
    return Object.fromEntries(Object.keys(APPS).map((name) => [name, this.#tell(name, true)]));
  }

  one(name: string): unknown {
    this.#find(name);
    return this.#tell(name, false);
  }

  widgetOf(name: string): string {
    const { oldWidget, number } = this.#find(name);
    const own = createHash('md5').update(`${this.#mac} ${name}`).digest('hex');
    if (this.#kind.old) return oldWidget ?? own;
    return number === undefined ? own : `${number}_${name}`;
  }

  /** Goes `by` apps on, and from the last to the first. */
  step(by: 1 | -1): void {
    const at = ORDER.indexOf(this.#active.name) + by;
    this.#show(ORDER.at(at % ORDER.length) ?? 'com.lametric.clock');
  }

  activate(name: string, widget: string): void {
    this.#findWidget(name, widget);
    this.#show(name);
  }

  /** @returns the data that the action answers with */
  act(name: string, widget: string, body: unknown): Record<string, unknown> {
    this.#findWidget(name, widget);
    if (!isObject(body)) throw new Refusal(400, 'Invalid request body');
    const { id, params = {}, activate } = body;
    const known = this.#find(name).actions ?? {};
    if (!isString(id) || !Object.hasOwn(known, id)) throw new Refusal(400, 'Action not found');
    if (!isObject(params)) throw new Refusal(400, 'Invalid params');
    if (activate === true) this.#show(name);
    return this.#effects[id]?.(params) ?? {};
  }

  /** My Data DIY: shows frames in its widget. Of frames without an `index` only the first is shown. */
  pushToDiy(widget: string, body: unknown, quirks: Quirks): void {
    const isMissed = quirks.missesPush;
    quirks.missesPush = false;
    const isOurs = widget === this.widgetOf(DIY);
    if (isMissed || !(isOurs || quirks.takesAnyWidget)) throw new Refusal(404, 'Not found app');
    if (!isOurs) return;
    const frames = readFrames(body);
    this.#pushed.set(
      DIY,
      frames.filter((frame, position) => position === 0 || isInteger(frame['index'])),
    );
  }

  /** An app of the user's own. Frames that show nothing are dropped without a word. */
  pushToIndicator(name: string, version: string, body: unknown): void {
    if (name !== INDICATOR || version !== this.#find(INDICATOR).version)
      throw new Refusal(404, 'Not found app');
    const frames = readFrames(body);
    this.#pushed.set(
      INDICATOR,
      frames.filter((frame) => ['text', 'goalData', 'chartData'].some((part) => frame[part] != null)),
    );
  }

  /** The frames of the active app, as of now. */
  frames(utcOffset: number): ScreenFrame[] {
    switch (this.#active.name) {
      case 'com.lametric.weather':
        return [{ icon: 'i5', text: '21°' }];
      case 'com.lametric.radio':
        return [{ icon: 'i10', text: this.#radio.playing ? (STATIONS[this.#radio.station] ?? '') : 'Radio' }];
      case 'com.lametric.stopwatch':
        return [{ text: minutes(Math.floor(this.#stopwatch.elapsed / 1000)) }];
      case 'com.lametric.countdown': {
        const { seconds, watch } = this.#countdown;
        return [{ text: minutes(Math.max(0, seconds - Math.floor(watch.elapsed / 1000))) }];
      }
      case DIY:
      case INDICATOR:
        return this.#pushed.get(this.#active.name) ?? [];
      default: {
        const local = new Date(Date.now() + utcOffset * 60_000);
        const time = local.toISOString().slice(11, 16);
        // The five characters take 17 columns.
        return [{ icon: this.#clockIcon, text: this.#kind.screen.width < 17 ? time.replace(':', '') : time }];
      }
    }
  }

  /** The actions with a visible effect. The others are accepted and do nothing. */
  readonly #effects: Record<string, (params: Record<string, unknown>) => Record<string, unknown> | void> = {
    'clock.clockface': ({ icon }) => {
      if (isString(icon)) this.#clockIcon = icon;
    },
    'radio.play': () => {
      this.#radio.playing = true;
    },
    'radio.play.at': ({ idx }) => {
      this.#radio = { playing: true, station: station(Number(idx ?? 0)) };
    },
    'radio.stop': () => {
      this.#radio.playing = false;
    },
    'radio.next': () => {
      this.#radio.station = station(this.#radio.station + 1);
    },
    'radio.prev': () => {
      this.#radio.station = station(this.#radio.station - 1);
    },
    'radio.state': () => (this.#radio.playing ? { state: 'playing' } : {}),
    'countdown.configure': ({ duration, start_now: startNow }) => {
      if (isInteger(duration)) this.#countdown.seconds = duration;
      this.#countdown.watch.reset();
      if (startNow === true) this.#countdown.watch.start();
    },
    'countdown.start': () => this.#countdown.watch.start(),
    'countdown.pause': () => this.#countdown.watch.pause(),
    'countdown.reset': () => this.#countdown.watch.reset(),
    'stopwatch.start': () => this.#stopwatch.start(),
    'stopwatch.pause': () => this.#stopwatch.pause(),
    'stopwatch.reset': () => this.#stopwatch.reset(),
  };

  #show(name: string): void {
    this.#active = { name, since: Date.now() };
  }

  #tell(name: string, inList: boolean): unknown {
    const { title, version, versionCode, actions, triggers, index } = this.#find(name);
    return {
      ...(actions && { actions }),
      package: name,
      title,
      triggers,
      vendor: 'LaMetric',
      version,
      version_code: versionCode,
      widgets: {
        [this.widgetOf(name)]: {
          index,
          package: name,
          ...((name === DIY || !inList || !this.#kind.old) && { settings: { _title: title } }),
          ...(inList && { visible: name === this.#active.name }),
        },
      },
    };
  }

  #find(name: string): App {
    const app = Object.hasOwn(APPS, name) ? APPS[name] : undefined;
    if (!app) throw new Refusal(404, 'Application not found');
    return app;
  }

  #findWidget(name: string, widget: string): void {
    this.#find(name);
    if (widget !== this.widgetOf(name)) throw new Refusal(404, 'Widget not found');
  }
}

function readFrames(body: unknown): (ScreenFrame & Record<string, unknown>)[] {
  const frames: unknown = isObject(body) ? body['frames'] : undefined;
  if (!Array.isArray(frames)) throw new Refusal(400, 'Invalid frames');
  return frames.filter(isFrame);
}

function station(index: number): number {
  return ((index % STATIONS.length) + STATIONS.length) % STATIONS.length || 0;
}

/** `M:SS`, from 0 on. */
function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
