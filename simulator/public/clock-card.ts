/** A clock on the live page: its display, its queue and its buttons. */
import { frameAt, layOut } from '../../src/lametric/display/screen';
import { Display } from './display';
import { QUIRK_FLAGS, type QuirkFlag } from '../clock/quirks';
import { element, fill } from './elements';
import type { ClockView } from './view';

const QUIRKS = {
  connecting: 'Wi-Fi is connecting',
  unknownStrength: 'Wi-Fi of unknown strength',
  refusesNull: 'refuses null',
  fixedMode: 'mode cannot be changed',
  answers200: 'accepts with 200',
  clearsModes: 'screensaver off clears its modes',
  ignoresTimes: 'ignores times of the screensaver',
  takesLoneStart: 'screensaver starts without an end',
  closesConnections: 'closes connections after every answer',
  answersPushEmpty: 'answers a push with nothing',
  takesAnyWidget: 'takes a push to any widget',
  missesPush: 'misses the next push',
  losesFrames: 'loses the frames of My Data DIY without power',
} as const satisfies Record<QuirkFlag, string>;

/** The widgets of My Data DIY that can be chosen, by their types. */
const MY_DATA: Readonly<Record<string, string>> = {
  '': 'without My Data DIY',
  push: 'My Data DIY: HTTP Push',
  poll: 'My Data DIY: HTTP Poll',
  mqtt: 'My Data DIY: MQTT',
  'push push': 'My Data DIY twice',
};

export class ClockCard {
  readonly item: HTMLLIElement;
  readonly #display = new Display();
  readonly #name = element('h2');
  readonly #details = element('p', { className: 'note' });
  readonly #badges = element('p', { className: 'badges' });
  readonly #queue = element('ol', { className: 'queue' });
  readonly #problem = element('p', { className: 'problem', role: 'alert' });
  readonly #button = element('button', { className: 'top', title: 'Press the button of the clock' });
  readonly #plug = element('button');
  readonly #kiosk = element('button', { textContent: 'Kiosk mode' });
  readonly #screensaver = element('button', { textContent: 'Screensaver' });
  readonly #firmware = element('select');
  readonly #myData = element('select');
  readonly #address = element('input', { type: 'url', placeholder: 'http://127.0.0.1:1880/…' });
  readonly #quirks = new Map<QuirkFlag, HTMLInputElement>();
  #clock: ClockView;
  /** As the clock has it: the user may be typing another one. */
  #knownAddress = '';
  /** How many are under way. */
  #changes = 0;

  constructor(clock: ClockView, kinds: readonly string[]) {
    this.#clock = clock;
    this.#button.setAttribute('aria-label', 'Press the button of the clock');
    this.#queue.setAttribute('aria-label', 'Queue');
    this.#firmware.setAttribute('aria-label', 'Firmware');
    this.#firmware.append(...kinds.map((kind) => element('option', { textContent: kind })));
    this.#address.setAttribute('aria-label', 'Address that the app Button asks');
    this.#myData.setAttribute('aria-label', 'My Data DIY');
    this.#myData.append(
      ...Object.entries(MY_DATA).map(([value, textContent]) => element('option', { value, textContent })),
    );
    this.item = element('li', { className: 'clock' }, [
      element('div', { className: 'front' }, [
        element('div', { className: 'body' }, [this.#button, this.#display.canvas]),
        this.#queue,
      ]),
      element('div', { className: 'about' }, [
        element('header', {}, [this.#name, this.#badges]),
        this.#details,
        element('div', { className: 'controls' }, [
          this.#kiosk,
          this.#screensaver,
          this.#plug,
          this.#action('Move', () => this.#post('move', { host: nextHost(this.#clock.address) })),
          this.#action('New certificate', () => this.#post('certificate')),
          this.#action('New key', () => this.#post('key')),
        ]),
        element('details', {}, [
          element('summary', { textContent: 'The app Button' }),
          this.#address,
          element('div', { className: 'controls' }, [
            this.#action('Press', () => this.#post('button-app', { address: this.#address.value })),
          ]),
        ]),
        element('details', {}, [
          element('summary', { textContent: 'Firmware and its quirks' }),
          this.#firmware,
          this.#myData,
          element('div', { className: 'controls' }, [
            this.#action('Add My Data DIY anew', () => this.#post('my-data/reinstall')),
          ]),
          ...this.#quirkBoxes(),
        ]),
        this.#problem,
      ]),
    ]);
    this.#button.addEventListener('click', () => this.#post('press'));
    this.#plug.addEventListener('click', () => this.#post(this.#clock.pluggedIn ? 'unplug' : 'plug-in'));
    this.#kiosk.addEventListener('click', () => this.#post('settings', { kiosk: !this.#clock.kiosk }));
    this.#screensaver.addEventListener('click', () =>
      this.#post('settings', { screensaver: !this.#clock.screensaver }),
    );
    this.#firmware.addEventListener('change', () => this.#post('firmware', { kind: this.#firmware.value }));
    this.#myData.addEventListener('change', () =>
      this.#post('my-data', { types: this.#myData.value.split(' ').filter(Boolean) }),
    );
  }

  show(clock: ClockView): void {
    if (clock.name !== this.#clock.name) this.#flash();
    this.#clock = clock;
    const { screen, shown, pluggedIn, address, kind, id, connections } = clock;
    this.#display.show(screen, shown, clock.brightness);
    this.#display.canvas.setAttribute('aria-label', spoken(clock));
    this.#name.textContent = clock.name;
    this.#details.textContent = [
      kind,
      address,
      `id ${id}`,
      `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    ].join(' · ');
    this.#details.title = `Certificate ${clock.fingerprint}`;
    this.item.classList.toggle('tall', screen.height > 8);
    this.item.classList.toggle('unplugged', !pluggedIn);
    this.item.classList.toggle('asks', shown?.source === 'pairing');
    this.#showBadges();
    this.#showQueue();
    this.#plug.textContent = pluggedIn ? 'Unplug' : 'Plug in';
    this.#kiosk.setAttribute('aria-pressed', String(clock.kiosk));
    this.#screensaver.setAttribute('aria-pressed', String(clock.screensaver));
    this.#showSettings();
  }

  draw(): void {
    this.#display.draw();
  }

  /** Not while a change is under way: news from before it would take it back. */
  #showSettings(): void {
    if (this.#changes > 0) return;
    const { kind, myData, buttonApp, quirks } = this.#clock;
    this.#firmware.value = kind;
    this.#myData.value = myData.join(' ');
    if (buttonApp.address !== this.#knownAddress) {
      this.#knownAddress = buttonApp.address;
      this.#address.value = buttonApp.address;
    }
    for (const [quirk, box] of this.#quirks) box.checked = quirks[quirk];
  }

  #showBadges(): void {
    const { sound, pluggedIn, screen, shown, quirks, buttonApp } = this.#clock;
    const badges = [
      pluggedIn ? '' : 'unplugged',
      shown?.source === 'pairing' ? 'press the button to pair' : '',
      quirks.update === null ? '' : `update ${quirks.update}`,
      screen.measured ? '' : 'looks approximate',
      buttonApp.answer === null ? '' : `Button: ${buttonApp.answer === 'tick' ? '✓' : '✗'}`,
    ].filter(Boolean);
    fill(this.#badges, [
      ...(sound === null ? [] : [element('span', { className: 'badge sound', textContent: `♪ ${sound}` })]),
      ...badges.map((textContent) => element('span', { className: 'badge', textContent })),
    ]);
  }

  #showQueue(): void {
    fill(
      this.#queue,
      this.#clock.queue.map(({ id, priority, text }) =>
        element('li', { className: priority, textContent: `${id}  ${text}`, title: priority }),
      ),
    );
  }

  #flash(): void {
    this.item.classList.add('renamed');
    setTimeout(() => this.item.classList.remove('renamed'), 1500);
  }

  #quirkBoxes(): HTMLElement[] {
    return QUIRK_FLAGS.map((quirk) => {
      const box = element('input', { type: 'checkbox' });
      box.addEventListener('change', () => this.#post('settings', { [quirk]: box.checked }));
      this.#quirks.set(quirk, box);
      return element('label', { className: 'quirk' }, [box, element('span', { textContent: QUIRKS[quirk] })]);
    });
  }

  #action(textContent: string, act: () => void): HTMLButtonElement {
    const button = element('button', { textContent });
    button.addEventListener('click', act);
    return button;
  }

  #post(action: string, body: unknown = {}): void {
    this.#changes++;
    void this.#send(action, body).then((problem) => {
      this.#problem.textContent = problem;
      this.#changes--;
      // Otherwise the news of the change are on their way.
      if (problem !== '') this.#showSettings();
    });
  }

  /** @returns what went wrong; empty for nothing */
  async #send(action: string, body: unknown): Promise<string> {
    const path = `/simulator/clocks/${this.#clock.id}/${action}`;
    try {
      const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
      return answer.ok ? '' : await messageOf(answer);
    } catch {
      return 'The simulator does not answer.';
    }
  }
}

/** The reason of a refusal. */
async function messageOf(answer: Response): Promise<string> {
  const { errors }: { errors: { message: string }[] } = await answer.json();
  return errors[0]?.message ?? 'The simulator refused that.';
}

/** The display as a screen reader says it. */
function spoken({ shown, screen }: ClockView): string {
  if (!shown) return 'dark';
  const frame = frameAt(layOut(shown.notification, screen), Date.now() - shown.since)?.frame;
  return frame?.text ?? (frame?.goalData ? String(frame.goalData.current) : 'a picture');
}

/** Another address of this computer: 127.0.0.2, 127.0.0.12, 127.0.0.22, … */
function nextHost(address: string): string {
  const last = Number(/^127\.0\.0\.(\d+)/.exec(address)?.[1] ?? 1) + 10;
  return `127.0.0.${last > 250 ? last % 10 : last}`;
}
