/**
 * Gets a clock's API key from the clock itself, by a press on its button. Clocks made since 2022 can; LaMetric does not
 * document it.
 */
import { withDeadline } from '../connection/deadline';
import { LaMetricError } from '../errors';
import { isNumber, isObject, isString } from '../guards';
import { parseJson } from '../http/json';
import type { ApiRequest } from '../connection/request';
import { type Address, originOf } from './address';
import { Certificate } from './certificate';
import { ClockLink } from './link';
import { type ClockUser, checked, isUsers } from './types';

/** The longest that one look at the clock may take, in milliseconds. */
const POLL_DEADLINE = 10_000;
/** The milliseconds after the end of a challenge in which a silent clock is still asked for it. */
const GRACE = 10_000;
/** The port of the web interface. */
const WEB_PORT = 443;
/** Seconds, where the clock does not say. */
const DEFAULT_DURATION = 60;

/** A wait for a press on the clock's button. `state` is `in-progress`, `resolved` or `expired`. */
type Challenge = ReturnType<typeof parseChallenge>;

/** Shows CLICK ME on the clock, again with every request. */
const requestChallenge: ApiRequest<Challenge> = {
  method: 'POST',
  path: '/api/v1/user/request?group=web_admin',
  parse: (answer) => parseChallenge(isObject(answer) ? answer.challenge : undefined),
};

const getChallenge = (uuid: string): ApiRequest<Challenge> => ({
  method: 'GET',
  path: `/api/v1/user/challenge/${encodeURIComponent(uuid)}`,
  parse: parseChallenge,
});

/** Takes the result of the press on the button. @returns the key to the clock's users; a secret */
const exchangeChallenge = (uuid: string): ApiRequest<string> => ({
  method: 'POST',
  path: '/api/v1/user/request/exchange',
  body: { challenge_id: uuid },
  parse: (answer) => {
    const { key } = isObject(answer) && isObject(answer.user) ? answer.user : {};
    return checked(key, isCookieValue, 'key');
  },
});

const getUsers: ApiRequest<ClockUser[]> = {
  method: 'GET',
  path: '/api/v1/user',
  parse: (answer) => checked(answer, isUsers, 'list of users'),
};

/** The progress of a pairing. */
export type PairingResult =
  | { state: 'waiting' }
  /** `apiKey` is a secret. */
  | { state: 'paired'; apiKey: string }
  | { state: 'expired' }
  /**
   * `no-key`: LaMetric's phone app has to make one first; `certificate`: another one than at the beginning; `silent`: no
   * answer any more. `said` are the words of the clock or the network, redacted.
   */
  | { state: 'failed'; reason: 'no-key' | 'refused' | 'certificate' | 'silent'; said: string };

/**
 * Lets a clock ask for a press on its button. It is asked once: every further request would show it again.
 * @param address without a port, that of the clock's web interface is asked, and the API's where nothing listens there
 * @throws {LaMetricError} `NOT_SUPPORTED` where the clock cannot do that
 */
export async function startPairing(address: Address, signal: AbortSignal): Promise<Pairing> {
  try {
    return await startAt(originOf({ host: address.host, port: address.port ?? WEB_PORT }, 'pinned'), signal);
  } catch (error) {
    if (address.port !== undefined || !isRefused(error)) throw error;
    return startAt(originOf(address, 'pinned'), signal);
  }
}

async function startAt(origin: string, signal: AbortSignal): Promise<Pairing> {
  const link = new ClockLink(origin, new Certificate());
  try {
    return new Pairing(link, await ask(link, requestChallenge, undefined, signal));
  } catch (error) {
    const isAbsent = error instanceof LaMetricError && [401, 404, 405].includes(error.statusCode ?? 0);
    throw isAbsent ? error.with({ code: 'NOT_SUPPORTED' }) : error;
  }
}

/** Whether nothing listens at the port. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof LaMetricError ? error.cause : undefined;
  return isObject(cause) && cause['code'] === 'ECONNREFUSED';
}

/** A pairing that is under way. */
export class Pairing {
  /** The seconds that the clock waits for a press on its button. */
  readonly seconds: number;
  readonly #link: ClockLink;
  readonly #uuid: string;
  readonly #end: number;
  #adminKey: string | undefined;
  #result: Promise<PairingResult> | undefined;

  constructor(link: ClockLink, { uuid, duration }: Challenge) {
    this.seconds = duration;
    this.#link = link;
    this.#uuid = uuid;
    this.#end = performance.now() + duration * 1000 + GRACE;
  }

  /** Asks the clock for the progress, within 10 s. Concurrent calls share one request. */
  poll(): Promise<PairingResult> {
    this.#result ??= this.#poll().finally(() => {
      this.#result = undefined;
    });
    return this.#result;
  }

  async #poll(): Promise<PairingResult> {
    try {
      return await withDeadline(POLL_DEADLINE, undefined, ({ signal }) => this.#advance(signal));
    } catch (error) {
      if (!(error instanceof LaMetricError)) throw error;
      const { code, statusCode, said } = error;
      // A clock that does not answer is asked again; one that does has refused.
      const isSilent = error.retryable && statusCode === undefined;
      if (isSilent) return this.#isOver ? { state: 'failed', reason: 'silent', said } : { state: 'waiting' };
      return { state: 'failed', reason: code === 'CERTIFICATE_CHANGED' ? 'certificate' : 'refused', said };
    }
  }

  async #advance(signal: AbortSignal): Promise<PairingResult> {
    if (this.#adminKey === undefined) {
      const { state } = await ask(this.#link, getChallenge(this.#uuid), undefined, signal);
      if (state === 'in-progress') return { state: this.#isOver ? 'expired' : 'waiting' };
      if (state === 'expired') return { state };
      if (state !== 'resolved') return { state: 'failed', reason: 'refused', said: state };
      this.#adminKey = await ask(this.#link, exchangeChallenge(this.#uuid), undefined, signal).catch(settle);
    }
    const apiKey = chooseKey(await ask(this.#link, getUsers, this.#adminKey, signal));
    return apiKey === undefined
      ? { state: 'failed', reason: 'no-key', said: '' }
      : { state: 'paired', apiKey };
  }

  get #isOver(): boolean {
    return performance.now() >= this.#end;
  }
}

/** A challenge is exchanged once: an exchange that failed after it was sent has failed for good. */
function settle(error: unknown): never {
  if (!(error instanceof LaMetricError && error.sent)) throw error;
  throw error.with({ code: 'REJECTED' });
}

/** The key that other programs use the clock by: one that was made on the clock rather than one from the cloud. */
function chooseKey(users: ClockUser[]): string | undefined {
  const keys = users.filter(
    ({ group, status, key }) => group === 'integration' && status === 'active' && key,
  );
  return (keys.find(({ origin }) => origin === 'local') ?? keys[0])?.key ?? undefined;
}

/** Makes a request once. */
async function ask<T>(
  link: ClockLink,
  { method, path, body, parse }: ApiRequest<T>,
  adminKey: string | undefined,
  signal: AbortSignal,
): Promise<T> {
  const cookie = `no-auth-challenge=1; authorization=${adminKey}:`;
  const response = await link.send(
    {
      method,
      path,
      headers: { 'Content-Type': 'application/json', ...(adminKey !== undefined && { Cookie: cookie }) },
      body: body && JSON.stringify(body),
      secrets: adminKey === undefined ? [] : [adminKey],
    },
    signal,
  );
  return parse(parseJson(response.data));
}

/** An unknown state is quoted, so it has to be short. */
function isWord(value: unknown): value is string {
  return isString(value) && /^[\w-]{1,40}$/.test(value);
}

/** An address cannot have half a surrogate pair, and leaves out a part that is but dots. */
function isPathPart(value: unknown): value is string {
  return isString(value) && !/^\.{0,2}$|\p{Surrogate}/u.test(value);
}

function isCookieValue(value: unknown): value is string {
  return isString(value) && /^[\x21-\x3a\x3c-\x7e]+$/.test(value);
}

function parseChallenge(value: unknown) {
  const { uuid, state, duration } = isObject(value) ? value : {};
  return {
    uuid: checked(uuid, isPathPart, 'challenge'),
    state: checked(state, isWord, 'challenge'),
    /** Seconds. */
    duration: isNumber(duration) && duration > 0 ? duration : DEFAULT_DURATION,
  };
}
