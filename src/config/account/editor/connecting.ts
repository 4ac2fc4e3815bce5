import { isObject, isString } from '../../../lametric/guards';
import { AdminError, type Failure, failureOf } from '../../../editor/admin-api';

/** Milliseconds. */
const POLL_INTERVAL = 1000;
/** Eleven minutes. Node-RED ends a handshake after ten; this limit is for when it does not answer any more. */
const MAX_POLLS = 660;

/** How an attempt to connect can end. */
const RESULTS = ['connected', 'denied', 'failed', 'expired'] as const;
type Result = (typeof RESULTS)[number];

/** How far an attempt to connect has come, for the dialog to show. */
export type Progress =
  | { step: 'starting' }
  /** LaMetric waits for the user: in the window, or at `address` if the browser blocked the window. */
  | { step: 'waiting'; address: string; window: 'open' | 'blocked' | 'closed' }
  | { step: Result; message: string }
  /** Node-RED refused. It is `final` unless the attempt goes on, as it does after a wrong address was pasted. */
  | { step: 'refused'; failure: Failure; final: boolean };

/** The few members of a browser window that are used here. */
export interface Popup {
  readonly closed: boolean;
  readonly location: { href: string };
  opener: unknown;
  close(): void;
  postMessage(message: string, targetOrigin: string): void;
}

export interface Attempt {
  /** The origin of the editor's page. */
  origin: string;
  /** The window that the click opened, still blank; null if the browser blocked it. */
  popup: Popup | null;
  authorize: () => Promise<unknown>;
  redeem: (request: { handshake: string; address?: string }) => Promise<unknown>;
  show: (progress: Progress) => void;
}

/** Sends the user to LaMetric, and asks Node-RED every second whether the handshake has a result. */
export class Connecting {
  readonly #attempt: Attempt;
  #handshake = '';
  #polls = 0;
  #ended = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  async start(): Promise<void> {
    const { popup, authorize, show } = this.#attempt;
    show({ step: 'starting' });
    try {
      const { handshake, address } = readStart(await authorize());
      if (this.#ended) return;
      this.#handshake = handshake;
      if (popup !== null) {
        // LaMetric's page must not be able to send the editor elsewhere.
        popup.opener = null;
        popup.location.href = address;
      }
      this.#wait(address, popup === null ? 'blocked' : 'open');
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Redeems by the address at which the browser ended, for when the browser cannot reach Node-RED there. */
  async paste(address: string): Promise<void> {
    try {
      this.#settle(await this.#attempt.redeem({ handshake: this.#handshake, address }));
    } catch (error) {
      if (this.#ended || !(error instanceof AdminError) || error.failure.status === 404) this.#refuse(error);
      else this.#attempt.show({ step: 'refused', failure: error.failure, final: false });
    }
  }

  /** Ends the attempt without a result. */
  cancel(): void {
    if (!this.#ended) this.#closeWindow();
    this.#end();
  }

  #wait(address: string, window: 'open' | 'blocked' | 'closed'): void {
    this.#attempt.show({ step: 'waiting', address, window });
    const poll = async () => {
      await this.#poll();
      if (this.#ended) return;
      // A window also looks closed when its page has cut itself off from us: the answer may still come.
      if (window === 'open' && this.#attempt.popup?.closed) this.#wait(address, 'closed');
      else this.#timer = setTimeout(() => void poll(), POLL_INTERVAL);
    };
    this.#timer = setTimeout(() => void poll(), POLL_INTERVAL);
  }

  async #poll(): Promise<void> {
    try {
      this.#settle(await this.#attempt.redeem({ handshake: this.#handshake }));
    } catch (error) {
      // Node-RED may be restarting, or the network away for a moment.
      if (!(error instanceof AdminError && error.failure.kind === 'offline')) this.#refuse(error);
    }
    if (++this.#polls >= MAX_POLLS) this.#settle({ state: 'expired' });
  }

  #settle(answer: unknown): void {
    const outcome = readOutcome(answer);
    if (this.#ended || outcome === undefined) return;
    this.#end();
    const { popup, origin, show } = this.#attempt;
    if (outcome.step === 'connected') this.#closeWindow();
    // Our callback page shows the result.
    else if (this.#isWindowOurs) popup?.postMessage(outcome.step, origin);
    show(outcome);
  }

  #refuse(error: unknown): void {
    if (this.#ended) return;
    this.cancel();
    const failure = failureOf(error);
    // Node-RED has forgotten the handshake, after 32 others or a restart: it is as good as expired.
    if (failure.status === 404) this.#attempt.show({ step: 'expired', message: '' });
    else this.#attempt.show({ step: 'refused', failure, final: true });
  }

  /** Closes the window, but not while LaMetric's page is in it: without an opener, it belongs to the user. */
  #closeWindow(): void {
    if (this.#isWindowOurs) this.#attempt.popup?.close();
  }

  get #isWindowOurs(): boolean {
    const { popup, origin } = this.#attempt;
    try {
      // Reading the address of another site's page throws.
      const address = popup?.location.href ?? '';
      return address === 'about:blank' || address.startsWith(`${origin}/`);
    } catch {
      return false;
    }
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}

function readStart(answer: unknown): { handshake: string; address: string } {
  if (isObject(answer) && isString(answer.handshake) && isString(answer.authorizeUrl)) {
    return { handshake: answer.handshake, address: answer.authorizeUrl };
  }
  throw new Error('The answer of authorize is not what the contract says');
}

/** @returns `undefined` while there is none */
function readOutcome(answer: unknown): { step: Result; message: string } | undefined {
  if (!isObject(answer)) return undefined;
  const step = RESULTS.find((result) => result === answer.state);
  return step && { step, message: isString(answer.message) ? answer.message : '' };
}
