import { AdminError, type Failure, failureOf } from '../../../editor/admin-api';
import { isNumber, isObject, isString } from '../../../lametric/guards';

const SECOND = 1000;
/** Where Node-RED does not say. */
const DEFAULT_SECONDS = 60;

/** How far it is to get the key by the button on the clock. */
export type Progress =
  | { step: 'starting' }
  /** The clock waits for the press. */
  | { step: 'waiting'; seconds: number }
  /** `apiKey` is a secret. */
  | { step: 'paired'; apiKey: string }
  | { step: 'expired' }
  | { step: 'failed'; message: string }
  /** Node-RED refused, or LaMetric's clock did. */
  | { step: 'refused'; failure: Failure };

export interface PairingRequests {
  /** Makes the clock ask for the press. */
  begin: () => Promise<unknown>;
  /** Asks how far it is. */
  poll: (pairing: string) => Promise<unknown>;
}

/** Makes the clock ask for a press on its button, and asks Node-RED every second whether that has come. */
export class Pairing {
  readonly #requests: PairingRequests;
  readonly #show: (progress: Progress) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #countdown: ReturnType<typeof setInterval> | undefined;
  #ended = false;

  constructor(requests: PairingRequests, show: (progress: Progress) => void) {
    this.#requests = requests;
    this.#show = show;
  }

  async start(): Promise<void> {
    this.#show({ step: 'starting' });
    try {
      const { pairing, seconds } = readStart(await this.#requests.begin());
      if (!this.#ended) this.#wait(pairing, seconds);
    } catch (error) {
      this.#refuse(error);
    }
  }

  cancel(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearInterval(this.#countdown);
  }

  #wait(pairing: string, seconds: number): void {
    let left = seconds;
    const count = () => this.#show({ step: 'waiting', seconds: Math.max(left--, 0) });
    count();
    this.#countdown = setInterval(count, SECOND);
    const poll = async () => {
      await this.#poll(pairing);
      if (!this.#ended) this.#timer = setTimeout(() => void poll(), SECOND);
    };
    this.#timer = setTimeout(() => void poll(), SECOND);
  }

  async #poll(pairing: string): Promise<void> {
    try {
      this.#settle(readOutcome(await this.#requests.poll(pairing)));
    } catch (error) {
      // Node-RED may be restarting, or the network away for a moment.
      if (!(error instanceof AdminError && error.failure.kind === 'offline')) this.#refuse(error);
    }
  }

  #settle(outcome: Progress | undefined): void {
    if (this.#ended || outcome === undefined) return;
    this.cancel();
    this.#show(outcome);
  }

  #refuse(error: unknown): void {
    const failure = failureOf(error);
    // A pairing that is gone, because Node-RED was restarted, is as good as expired.
    this.#settle(failure.status === 404 ? { step: 'expired' } : { step: 'refused', failure });
  }
}

function readStart(answer: unknown): { pairing: string; seconds: number } {
  const { pairing, seconds } = isObject(answer) ? answer : {};
  if (!isString(pairing)) throw new Error('The answer of pair is not what the contract says');
  return { pairing, seconds: isNumber(seconds) && seconds > 0 ? seconds : DEFAULT_SECONDS };
}

/** @returns `undefined` while there is none */
function readOutcome(answer: unknown): Progress | undefined {
  const { state, apiKey, message } = isObject(answer) ? answer : {};
  if (state === 'paired' && isString(apiKey)) return { step: 'paired', apiKey };
  if (state === 'expired') return { step: 'expired' };
  if (state === 'failed') return { step: 'failed', message: isString(message) ? message : '' };
  return undefined;
}
