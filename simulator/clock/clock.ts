/** A LaMetric clock that runs on this computer: its identity, its addresses, and the ways to operate it. */
import { randomUUID, X509Certificate } from 'node:crypto';
import type { ScreenNotification } from '../../src/lametric/display/screen';
import type { Shown } from '../public/view';
import { dispatch, failure, json, type Answer, type Request } from '../server/http';
import { read, Service } from '../server/service';
import { Apps } from './apps';
import { ButtonApp } from './button';
import { selfSigned, type Certificate } from './certificate';
import { DEMO_CLOCKS, type ClockIdentity } from './demo';
import { apiRoutes, pushRoutes, webRoutes } from './endpoints';
import { freeHost } from './free-host';
import { KINDS, type Kind, type KindName } from './kinds';
import { fromLighttpd, keepConnection } from './lighttpd';
import { Listener, type Place } from './listener';
import { NotificationQueue } from './notifications';
import { newKey, Pairing } from './pairing';
import { Refusal } from './refusal';
import { usualQuirks, type Quirks } from './quirks';
import { Settings, type Network } from './settings';
import { Sounds } from './sound';
import { answerSearches } from './ssdp';

const REFUSALS = { notFound: 'Resource not found', notAllowed: 'Not allowed' };
const V1_PATH = /^\/api\/v1\//;
const PUSH_PATH = /^\/api\/v1\/dev\//;
const WEB_PATH = /^\/(?:api\/v1\/user(?:\/.*)?)?$/;

interface ClockEvents {
  /** Something visible has changed. */
  changed: [];
  /** Its address or its account key has changed. */
  identity: [];
}

/** Starts a clock. Default: the demo account's sa8, which can do most. */
export async function startClock(identity: Partial<ClockIdentity> = {}): Promise<Clock> {
  const [, sa8] = DEMO_CLOCKS;
  if (!sa8) throw new Error('There is no demo clock');
  const clock = new Clock({ ...sa8, host: freeHost(), ...identity });
  await clock.plugIn();
  return clock;
}

export class Clock extends Service<ClockEvents> {
  readonly id: number;
  readonly serialNumber: string;
  readonly settings = new Settings();
  readonly apps: Apps;
  readonly queue = new NotificationQueue(
    () => this.kind.screen,
    () => {
      this.sounds.show(this.queue.onDisplay?.queued);
      this.emit('changed');
    },
  );
  readonly sounds = new Sounds().on('fetched', () => this.emit('changed'));
  readonly buttonApp: ButtonApp;
  readonly pairing: Pairing;
  /** Names it in discovery alone. */
  readonly uuid = randomUUID();
  /** Secret: what pushes to the indicator app are authorized by. */
  readonly indicatorToken = newKey();
  name: string;
  /** May be changed; another firmware brings its own. */
  quirks: Quirks;
  /** Whether the screensaver is running. The API does not tell. */
  screensaver = false;

  #kind: Kind;
  #kindName: KindName;
  #identity: ClockIdentity;
  /** The key that the cloud knows. */
  #accountKey: string;
  #certificate: Certificate | undefined;
  readonly #listener: Listener;
  #place: Place | undefined;
  #pluggedIn = false;
  /** Ends its discovery. */
  #discovery = new AbortController();
  readonly #api;
  readonly #web;
  readonly #push;

  constructor(identity: ClockIdentity) {
    super();
    this.#identity = identity;
    this.#kindName = identity.kind;
    this.#kind = KINDS[identity.kind];
    this.id = identity.id;
    this.name = identity.name;
    this.serialNumber = identity.serialNumber;
    this.quirks = usualQuirks(this.#kind);
    this.buttonApp = new ButtonApp(identity.serialNumber, () => this.emit('changed'));
    this.apps = new Apps(this.#kind, identity.mac);
    this.pairing = new Pairing(identity.apiKey);
    this.#accountKey = identity.apiKey;
    this.#listener = new Listener((incoming, response) => {
      keepConnection(incoming, response, this.quirks.closesConnections);
      read(incoming).then(
        (request) => this.serve(request, response),
        () => response.destroy(), // The client broke off.
      );
    });
    this.#api = apiRoutes(this);
    this.#web = webRoutes(this);
    this.#push = pushRoutes(this);
  }

  get kind(): Kind {
    return this.#kind;
  }

  get kindName(): KindName {
    return this.#kindName;
  }

  /** Another firmware, perhaps of another model. */
  set kindName(name: KindName) {
    this.#kindName = name;
    this.#kind = KINDS[name];
    this.quirks = usualQuirks(this.#kind);
    this.apps.kind = this.#kind;
    this.emit('changed');
  }

  /** In the cloud's form: `HOST`, or `HOST:PORT` if the port is not LaMetric's. */
  get address(): string {
    const { host, https } = this.#listening;
    return https === 4343 ? host : `${host}:${https}`;
  }

  /** `https://HOST:PORT` */
  get url(): string {
    const { host, https } = this.#listening;
    return `https://${host}:${https}`;
  }

  /** `http://HOST:PORT` */
  get httpUrl(): string {
    const { host, http } = this.#listening;
    return `http://${host}:${http}`;
  }

  /** The valid key. */
  get apiKey(): string {
    return this.pairing.apiKey ?? '';
  }

  get accountKey(): string {
    return this.#accountKey;
  }

  /** SHA-256, `AA:BB:…` */
  get fingerprint(): string {
    if (!this.#certificate) throw new Error('The clock was never plugged in');
    return new X509Certificate(this.#certificate.cert).fingerprint256;
  }

  get pluggedIn(): boolean {
    return this.#pluggedIn;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#listener.connections;
  }

  get network(): Network {
    return { address: this.#listening.host, mac: this.#identity.mac, ssid: this.#identity.ssid };
  }

  /** Whether notifications below `critical` are refused. */
  get onlyCritical(): boolean {
    return this.screensaver || this.settings.mode === 'kiosk';
  }

  /** The content of the display; undefined while it is dark. */
  get shown(): Shown | undefined {
    if (!this.#pluggedIn || (this.#kind.turnsOff && !this.settings.on)) return undefined;
    if (this.pairing.waits) {
      return { source: 'pairing', notification: stay([{ text: 'Click me' }]), since: 0 };
    }
    const { onDisplay } = this.queue;
    if (onDisplay) {
      const { queued, iconType, since } = onDisplay;
      return { source: 'notification', notification: { icon_type: iconType, model: queued.model }, since };
    }
    if (this.screensaver && this.#kind.screensaver === 'screen_off') return undefined;
    const { since } = this.apps.active;
    return { source: 'app', notification: stay(this.apps.frames(this.settings.utcOffset)), since };
  }

  /** Every key it has ever had. None of them may leak. */
  secrets(): string[] {
    return [this.indicatorToken, ...this.pairing.keys];
  }

  /** The button on top: confirms a pairing, or else dismisses the notification on the display. */
  press(): void {
    const { onDisplay } = this.queue;
    if (this.pairing.waits) this.pairing.press();
    else if (onDisplay) this.queue.dismiss(onDisplay.queued.id);
    this.emit('changed');
  }

  /** Cuts its power, and so takes it off the network. Its notifications are gone, those of the last moment too. */
  async unplug(): Promise<void> {
    this.#pluggedIn = false;
    this.#discovery.abort();
    await this.#listener.close();
    this.queue.restart();
    if (this.quirks.losesFrames) this.apps.myData.loseFrames();
    this.emit('changed');
  }

  /** Listens at the address it had before; the first time, at the address of its identity. */
  async plugIn(): Promise<void> {
    if (!this.#certificate) await this.#renewCertificate();
    this.#place = await this.#listener.listen(this.#identity.host, this.#place);
    this.#pluggedIn = true;
    this.#discovery = new AbortController();
    // A clock does without discovery where the system has no multicast on loopback.
    await answerSearches(this, this.#discovery.signal).catch(() => this.#discovery.abort());
    this.emit('identity');
    this.emit('changed');
  }

  /** Moves to another address of this computer, or, where that cannot be, to other ports. */
  async moveTo(host: string): Promise<void> {
    this.#discovery.abort();
    await this.#listener.close();
    this.#identity = { ...this.#identity, host };
    this.#place = undefined;
    await this.plugIn();
  }

  /** Changes the certificate and ends all connections. */
  async changeCertificate(): Promise<void> {
    await this.#renewCertificate();
    await this.#listener.endConnections();
    this.emit('changed');
  }

  /** The old key is refused. With `inApp`, it was made in the phone app and the cloud does not know the new one. */
  renewKey({ inApp = false } = {}): void {
    const key = this.pairing.renew(inApp ? 'local' : 'remote');
    if (!inApp) this.#accountKey = key;
    this.emit('identity');
  }

  async #renewCertificate(): Promise<void> {
    this.#certificate = await selfSigned(this.serialNumber);
    this.#listener.certificate = this.#certificate;
  }

  protected override async answer(request: Request): Promise<Answer> {
    // A slash at the end of a path makes no difference.
    const path = request.path.replace(/(?<=.)\/$/, '');
    return fromLighttpd(await this.#answerOrRefuse({ ...request, path }));
  }

  protected override served(): void {
    this.emit('changed');
  }

  async #answerOrRefuse(request: Request): Promise<Answer> {
    const { old } = this.#kind;
    try {
      // An old clock does not even ask for a key here.
      if (old && request.path === '/') return failure(404, REFUSALS.notFound);
      if (!old && WEB_PATH.test(request.path)) return await dispatch(this.#web, request, REFUSALS);
      if (PUSH_PATH.test(request.path)) return await dispatch(this.#push, request, REFUSALS);
      if (!this.#accepts(request)) {
        return failure(401, 'Authorization is required', { 'www-authenticate': 'Basic realm="global"' });
      }
      return await dispatch(this.#api, request, REFUSALS);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message } = error;
      const isV1 = !old && V1_PATH.test(request.path);
      return isV1 ? json(status, { error: { message } }) : failure(status, message);
    }
  }

  #accepts({ headers }: Request): boolean {
    const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    return Buffer.from(basic, 'base64').toString() === `dev:${this.apiKey}`;
  }

  get #listening(): Place {
    if (!this.#place) throw new Error('The clock was never plugged in');
    return this.#place;
  }
}

/** A notification that stays on the display. */
function stay(frames: ScreenNotification['model']['frames']): ScreenNotification {
  return { model: { frames, cycles: 0 } };
}
