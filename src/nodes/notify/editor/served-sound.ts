import { clockFailureText, failureOf, request } from '../../../editor/admin-api';
import { clockPath } from '../../../editor/clock-facts';
import { type Kind, showLines } from '../../../editor/fields';
import { commonText, textOf } from '../../../editor/text';
import { isObject } from '../../../lametric/guards';

const text = textOf('notify');

/** From where a clock will fetch an mp3 that comes with a message, below the field of the sound. */
export class ServedSound {
  readonly #line = $('#lametric-notify-served');
  /** The clock whose address it is; `undefined` while none is to be shown. */
  #device: string | undefined;

  constructor() {
    showLines(this.#line, undefined, []);
  }

  /** Shows it for a clock; for none, nothing. */
  async show(device: string | undefined): Promise<void> {
    if (device === this.#device) return;
    this.#device = device;
    showLines(this.#line, undefined, []);
    if (device === undefined || device === '') return;
    const [kind, line] = await addressFor(device);
    if (device === this.#device) showLines(this.#line, kind, [line]);
  }
}

async function addressFor(device: string): Promise<[kind: Kind, line: string]> {
  try {
    const answer = await request(`${clockPath(device)}/sound`);
    const address = isObject(answer) ? String(answer.address) : '';
    return [undefined, text('served.from', { address })];
  } catch (error) {
    return ['warning', clockFailureText(failureOf(error), commonText)];
  }
}

/** Plays a second of sound on a clock. @returns whether the clock has fetched it, in words @throws {AdminError} */
export async function trySound(device: string): Promise<[kind: Kind, line: string]> {
  const answer = await request(`${clockPath(device)}/sound`, {});
  const isFetched = isObject(answer) && answer.fetched === true;
  return isFetched ? ['good', text('served.fetched')] : ['warning', text('served.not-fetched')];
}
