/** The apps of a clock: their form in the API, their actions, and their frames. */
import { createHash } from 'node:crypto';
import { isInteger, isObject, isString } from '../../src/lametric/guards';
import type { ScreenFrame } from '../../src/lametric/display/screen';
import { APPS, DIY, INDICATOR, type App } from './app-table';
import type { Kind } from './kinds';
import { MyDataApp, readFrames } from './my-data';
import { Refusal } from './refusal';

const CLOCK = 'com.lametric.clock';
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
  /** The app on the display, the place of its widget, and since when, in milliseconds since 1970. */
  #active = { name: CLOCK, place: 0, since: Date.now() };
  #clockIcon = 'a3';
  #radio = { playing: false, station: 0 };
  #countdown = { seconds: 300, watch: new Watch() };
  #stopwatch = new Watch();
  readonly myData: MyDataApp;
  /** The frames that were pushed to the indicator app. */
  #indicated: ScreenFrame[] = [{ icon: 'i8', text: 'Push' }];

  /** @param mac sets the ids of its own widgets apart from other clocks' */
  constructor(kind: Kind, mac: string) {
    this.#kind = kind;
    this.#mac = mac;
    this.myData = new MyDataApp(mac);
  }

  /** Another firmware names the widgets otherwise. */
  set kind(kind: Kind) {
    this.#kind = kind;
  }

  get active(): { name: string; place: number; since: number } {
    const { name, place, since } = this.#active;
    // The user may have removed it.
    return this.#widgetsOf(name)[place] === undefined ? { name: CLOCK, place: 0, since } : this.#active;
  }

  get radioPlays(): boolean {
    return this.#radio.playing;
  }

  /** All apps by their names. */
  list(): Record<string, unknown> {
    const names = Object.keys(APPS).filter((name) => this.#widgetsOf(name).length > 0);
    return Object.fromEntries(names.map((name) => [name, this.#tell(name, true)]));
  }

  one(name: string): unknown {
    this.#find(name);
    return this.#tell(name, false);
  }

  /** The widget of an app, of My Data DIY the first. */
  widgetOf(name: string): string {
    this.#find(name);
    return this.#widgetsOf(name)[0] ?? '';
  }

  /** Goes `by` apps on, and from the last to the first. */
  step(by: 1 | -1): void {
    const order = this.#order;
    const { name, place } = this.active;
    const at = order.findIndex((each) => each.name === name && each.place === place) + by;
    const next = order.at(at % order.length);
    this.#show(next?.name ?? CLOCK, next?.place);
  }

  activate(name: string, widget: string): void {
    this.#show(name, this.#findWidget(name, widget));
  }

  /** @returns the data that the action answers with */
  act(name: string, widget: string, body: unknown): Record<string, unknown> {
    const place = this.#findWidget(name, widget);
    if (!isObject(body)) throw new Refusal(400, 'Invalid request body');
    const { id, params = {}, activate } = body;
    const known = this.#find(name).actions ?? {};
    if (!isString(id) || !Object.hasOwn(known, id)) throw new Refusal(400, 'Action not found');
    if (!isObject(params)) throw new Refusal(400, 'Invalid params');
    if (activate === true) this.#show(name, place);
    return this.#effects[id]?.(params) ?? {};
  }

  /** An app of the user's own. Frames that show nothing are dropped without a word. */
  pushToIndicator(name: string, version: string, body: unknown): void {
    if (name !== INDICATOR || version !== this.#find(INDICATOR).version)
      throw new Refusal(404, 'Not found app');
    this.#indicated = readFrames(body).filter((frame) =>
      ['text', 'goalData', 'chartData'].some((part) => frame[part] != null),
    );
  }

  /** The frames of the active app, as of now. */
  frames(utcOffset: number): ScreenFrame[] {
    const { name, place } = this.active;
    switch (name) {
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
        return this.myData.frames(place);
      case INDICATOR:
        return this.#indicated;
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

  #show(name: string, place = 0): void {
    this.#active = { name, place, since: Date.now() };
  }

  /** All widgets that the clock goes through. */
  get #order(): { name: string; place: number }[] {
    return ORDER.flatMap((name) => this.#widgetsOf(name).map((_widget, place) => ({ name, place })));
  }

  #widgetsOf(name: string): string[] {
    if (name === DIY) return this.myData.ids;
    const { oldWidget, number } = APPS[name] ?? {};
    const own = createHash('md5').update(`${this.#mac} ${name}`).digest('hex');
    if (this.#kind.old) return [oldWidget ?? own];
    return [number === undefined ? own : `${number}_${name}`];
  }

  #tell(name: string, inList: boolean): unknown {
    const { title, version, versionCode, actions, triggers, index } = this.#find(name);
    const { active } = this;
    const widgets = this.#widgetsOf(name).map((widget, place) => [
      widget,
      {
        // One that is not in the order has no place in it.
        index:
          index < 0 ? index : this.#order.findIndex((each) => each.name === name && each.place === place),
        package: name,
        ...((name === DIY || !inList || !this.#kind.old) && { settings: { _title: title } }),
        ...(inList && { visible: name === active.name && place === active.place }),
      },
    ]);
    return {
      ...(actions && { actions }),
      package: name,
      title,
      triggers,
      vendor: 'LaMetric',
      version,
      version_code: versionCode,
      widgets: Object.fromEntries(widgets),
    };
  }

  #find(name: string): App {
    const app = Object.hasOwn(APPS, name) ? APPS[name] : undefined;
    if (!app || this.#widgetsOf(name).length === 0) throw new Refusal(404, 'Application not found');
    return app;
  }

  /** @returns its place among those of the app */
  #findWidget(name: string, widget: string): number {
    this.#find(name);
    const place = this.#widgetsOf(name).indexOf(widget);
    if (place === -1) throw new Refusal(404, 'Widget not found');
    return place;
  }
}

function station(index: number): number {
  return ((index % STATIONS.length) + STATIONS.length) % STATIONS.length || 0;
}

/** `M:SS`, from 0 on. */
function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
