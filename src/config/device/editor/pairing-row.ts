import { failureText, request } from '../../../editor/admin-api';
import { type Kind, disable, showLines } from '../../../editor/fields';
import { commonText, textOf } from '../../../editor/text';
import { Pairing, type Progress } from './pairing';

const text = textOf('device');

/** The parts of the form that the row needs. */
interface Surroundings {
  /** Empty while there is none. */
  findAddress: () => string;
  takeKey: (key: string) => void;
}

/** The button that gets the key by the one on the clock, and what comes of it. */
export class PairingRow {
  readonly #row: JQuery;
  readonly #path: string;
  readonly #form: Surroundings;
  #pairing: Pairing | undefined;
  #said: string | undefined;

  /** @param path of the node's admin endpoints */
  constructor(row: JQuery, path: string, form: Surroundings) {
    this.#row = row;
    this.#path = path;
    this.#form = form;
    const button = row.find('#lametric-device-pair').on('click', () => this.#start());
    disable(button, !RED.user.hasPermission('lametric-device.write'));
    this.#showLines(undefined);
  }

  /** Shows or hides the row; what is under way ends with it. */
  toggle(shows: boolean): void {
    this.#row.toggle(shows);
    if (!shows) this.close();
  }

  close(): void {
    this.#pairing?.cancel();
    this.#showCountdown('');
    this.#showLines(undefined);
  }

  #start(): void {
    this.close();
    const address = this.#form.findAddress();
    if (address === '') {
      this.#showLines('warning', text('missing.address'));
      $('#node-config-input-address').trigger('focus');
      return;
    }
    const path = `${this.#path}/pair`;
    const requests = {
      begin: () => request(path, { address }),
      poll: (pairing: string) => request(`${path}/${encodeURIComponent(pairing)}`, {}),
    };
    this.#pairing = new Pairing(requests, (progress) => this.#show(progress));
    void this.#pairing.start();
  }

  #show(progress: Progress): void {
    this.#showCountdown(progress.step === 'waiting' ? text('pair.left', { seconds: progress.seconds }) : '');
    switch (progress.step) {
      case 'starting':
      case 'waiting':
        this.#showLines('busy', text(`pair.${progress.step}`));
        break;
      case 'paired':
        this.#showLines('good', text('pair.paired'));
        this.#form.takeKey(progress.apiKey);
        break;
      case 'expired':
        this.#showLines('warning', text('pair.expired'));
        break;
      case 'failed':
        this.#showLines('warning', text('pair.failed'), progress.message);
        break;
      case 'refused': {
        const { failure } = progress;
        const cannot = failure.code === 'NOT_SUPPORTED';
        // The texts of codes are those of an account; the message is about the clock.
        const why = failureText({ ...failure, code: undefined }, commonText);
        this.#showLines('warning', cannot ? text('pair.not-supported') : why);
        break;
      }
    }
  }

  #showCountdown(left: string): void {
    this.#row.find('#lametric-device-countdown').text(left);
  }

  #showLines(kind: Kind, ...lines: string[]): void {
    const said = lines.join(' ');
    // Only what is new is set, or it would be read out every second.
    if (said !== this.#said) showLines(this.#row.find('#lametric-device-progress'), kind, lines);
    this.#said = said;
  }
}
