/** LaMetric's Button app: a press makes the clock ask an address, and the status of the answer is all that counts. */
import { randomBytes } from 'node:crypto';

/** Milliseconds. */
const PATIENCE = 10_000;

export class ButtonApp {
  /** The address that its user has given it; empty without one. */
  address = '';
  /** The end of the last press: a tick or a cross; null before it, and while nothing has come. */
  answer: 'tick' | 'cross' | null = null;
  readonly #instance = randomBytes(16).toString('hex');
  readonly #deviceId: string;
  readonly #changed: () => void;

  /** @param deviceId by which the clock tells others who it is */
  constructor(deviceId: string, changed: () => void) {
    this.#deviceId = deviceId;
    this.#changed = changed;
  }

  /** Asks its address. @param address another one from now on */
  async press(address = this.address): Promise<void> {
    this.address = address;
    this.answer = null;
    const headers = {
      'X-LaMetric-Device-Id': this.#deviceId,
      'X-LaMetric-User-Id': '1',
      'X-LaMetric-App-Instance': this.#instance,
    };
    const signal = AbortSignal.timeout(PATIENCE);
    const status = await fetch(this.address, { headers, redirect: 'manual', signal }).then(
      (response) => response.status,
      () => 0,
    );
    this.answer = status === 200 ? 'tick' : 'cross';
    this.#changed();
  }
}
