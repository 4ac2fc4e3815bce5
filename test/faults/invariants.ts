/** The invariants of every case, checked against LaMetric's requests and Node-RED's output. */
import assert from 'node:assert/strict';
import { ACCOUNT, LIST } from '../../harness/account';
import type { RecordedRequest } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { savedAuthorization } from '../helpers/account';
import { TOKEN } from '../helpers/paths';
import type { Meaning, Reply } from './replies';
import type { FakeTime } from './fake-time';
import type { World } from './world';

/** The longest that a message may take. */
const DEADLINE = 30_000;
/** The longest that the admin endpoints may take: a token request, and what saving its result is waited for. */
const ADMIN_DEADLINE = 75_000;
/** The longest that LaMetric's `Retry-After` is taken at its word, and longer than any other pause. */
const DAY = 24 * 60 * 60 * 1000;
const CODES = new Set([
  'NOT_CONFIGURED',
  'NOT_AUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'INVALID_INPUT',
  'RATE_LIMITED',
  'UNREACHABLE',
  'BAD_RESPONSE',
  'REJECTED',
]);

/** The outcomes of the cases, which show that they reach every corner. */
export const figures = new Map<string, number>();
const count = (what: string, by = 1) => figures.set(what, (figures.get(what) ?? 0) + by);

/** The tokens that the account has to hold. */
export interface Expected {
  /** Missing after a connection that brought none. */
  refreshToken: string | undefined;
  revoked: boolean;
  /** All that it has held, one after the other. */
  held: Set<string | undefined>;
}

/**
 * Follows the token requests in the order of their answers. Only an answer that has left whole, to a client that still
 * waited, changes anything, and a refresh only if the account still holds the token that it was asked with: who
 * connects meanwhile makes it obsolete.
 */
export function expect({ simulator }: World, first: string, replies: Reply[]): Expected {
  let pauseUntil = -Infinity;
  const expected: Expected = { refreshToken: first, revoked: false, held: new Set([first]) };
  const exchanges = simulator.requests
    .filter(({ path }) => path === TOKEN)
    .map((request, index) => ({ request, reply: replies[index] }))
    .toSorted((a, b) => endOf(a) - endOf(b));
  for (const { request, reply } of exchanges) {
    count('token requests');
    const asked = new URLSearchParams(request.body).get('refresh_token') ?? undefined;
    const isRefresh = asked !== undefined;
    if (isRefresh) {
      assert.ok(!expected.revoked, 'a token request although the refresh token is dead');
      assert.ok(request.at >= pauseUntil, `a token request ${pauseUntil - request.at} ms too early`);
      assert.ok(expected.held.has(asked), 'a refresh with a token that was never held');
      if (asked !== expected.refreshToken) continue;
    }
    const meaning = meaningOf(request, reply);
    if (meaning.kind === 'tokens') {
      pauseUntil = -Infinity;
      expected.refreshToken = meaning.refreshToken ?? asked;
      expected.revoked = false;
      expected.held.add(expected.refreshToken);
    } else if (meaning.kind === 'dead' && isRefresh) {
      expected.revoked = true;
      count('revocations');
    } else if (meaning.kind === 'pause' && isRefresh) {
      pauseUntil = endOf({ request, reply }) + Math.min(meaning.milliseconds, DAY);
      count('pauses');
    }
  }
  return expected;
}

/** When a request was answered; one that got no answer is over, as far as LaMetric knows, as soon as it came. */
function endOf({ request, reply }: { request: RecordedRequest; reply: Reply | undefined }): number {
  return request.status === undefined ? request.at : request.at + (reply?.delay ?? 0);
}

function meaningOf({ status, tokens }: RecordedRequest, reply: Reply | undefined): Meaning {
  if (status === undefined) return { kind: 'nothing' };
  if (reply?.kind === 'instead') return reply.meaning;
  if (reply?.kind === 'lost') {
    if (tokens) count('rotated tokens lost on their way');
    return { kind: 'nothing' };
  }
  return tokens ? { kind: 'tokens', refreshToken: tokens.refresh_token } : { kind: 'dead' };
}

/**
 * Every message ends once and in time, in a result or in an error that says what to do about it. Nor does anything else
 * outlive its deadline: the admin endpoints answer, and no node waits for a refresh.
 * @param pauses how long the process could do nothing: milliseconds
 */
export function checkEnds({ outcomes, calls, statuses }: World, pauses: number): void {
  for (const { path, duration = Infinity } of calls) {
    assert.ok(duration <= ADMIN_DEADLINE + pauses, `${path} took ${duration} ms`);
  }
  for (const [id, fill] of statuses) assert.notEqual(fill, 'blue', `${id} waits for a refresh`);
  for (const { receivedAt, doneAt = Infinity, dones, sends, error } of outcomes.values()) {
    assert.equal(dones, 1, 'a message has to end once');
    assert.ok(doneAt - receivedAt <= DEADLINE + pauses, `a message took ${doneAt - receivedAt} ms`);
    assert.equal(sends, error === undefined ? 1 : 0, 'a message has to end in a result or an error');
    count('messages');
    const code = isObject(error) ? String(error['code']) : undefined;
    assert.ok(error === undefined || (code !== undefined && CODES.has(code)), `an error ${String(error)}`);
    count(error === undefined ? 'results' : `errors ${code}`);
  }
}

/** Renames reach the device in the order of their messages, and an earlier one is not repeated after a later one. */
export function checkOrder({ simulator }: World): void {
  let last = 0;
  for (const { method, body } of simulator.requests) {
    if (method !== 'PUT') continue;
    const number = Number(/message-(\d+)/.exec(body)?.[1]);
    assert.ok(number >= last, `message ${number} renames after message ${last}`);
    last = number;
    count('renames');
  }
}

/** The saved tokens are LaMetric's last grant, saved before use. */
export function checkSaves(
  { simulator, cloud, saveAttempts, settings }: World,
  firstAccessToken: string,
  expected: Expected,
): void {
  for (const { authorization, succeeded } of saveAttempts) {
    assert.ok(authorization !== 'unreadable', 'an unreadable record');
    assert.ok(expected.held.has(authorization?.tokens.refreshToken), 'a token saved that was never held');
    count(succeeded ? 'saves' : 'failed saves');
  }
  const saved = savedAuthorization(settings, cloud);
  assert.ok(saved !== 'unreadable', 'an unreadable record');
  assert.equal(saved?.tokens.refreshToken, expected.refreshToken, 'another token saved than the one granted');
  assert.equal(
    saved?.revoked ?? false,
    expected.revoked,
    'another mark of revocation saved than it has to be',
  );

  // A connection without a refresh token is kept in memory only; its access token is never saved.
  if (expected.held.has(undefined)) return;
  for (const [index, { path, headers }] of simulator.requests.entries()) {
    const bearer = headers.authorization?.slice('Bearer '.length);
    if (path === TOKEN || bearer === firstAccessToken) continue;
    // Once the storage did not answer, it goes on in memory.
    if (saveAttempts.some(({ requestsBefore, wasSlow }) => wasSlow && requestsBefore <= index)) break;
    const wasSaved = saveAttempts.some(
      ({ authorization, requestsBefore }) =>
        typeof authorization === 'object' &&
        authorization.tokens.accessToken === bearer &&
        requestsBefore <= index,
    );
    assert.ok(wasSaved, 'a token used before it was saved');
  }
}

/** Only a dead refresh token ends an authorization; and whatever the storage did, all is saved in the end. */
export async function checkState(world: World, { refreshToken, revoked }: Expected): Promise<void> {
  const { body } = await world.admin('GET', `lametric-account/${ACCOUNT}`);
  assert.ok(isObject(body));
  // Without a refresh token the state depends on the access token's end.
  if (refreshToken === undefined) return;
  assert.equal(body['state'], revoked ? 'reconnect' : 'connected');
  assert.equal(body['persisted'], true, 'not saved');
}

/** However bad it was, once all pauses are over, the next refresh is made with the token that has to be held, or with none when revoked. */
export async function checkNextRefresh(world: World, expected: Expected, time: FakeTime): Promise<void> {
  const { simulator } = world;
  simulator.clearFaults();
  simulator.clearRequests();
  simulator.expireAccessTokens();
  world.saves = [];
  let id = '';
  setTimeout(() => ([id = ''] = world.receive(LIST, 1)), DAY + 1);
  await time.elapse();
  const [refresh, more] = simulator.requests.filter(({ path }) => path === TOKEN);
  const asked = refresh && new URLSearchParams(refresh.body).get('refresh_token');
  assert.equal(asked, expected.revoked ? undefined : expected.refreshToken, 'the wrong token is held');
  assert.equal(more, undefined, 'a second refresh');
  assert.equal(
    world.outcomes.get(id)?.error === undefined,
    refresh?.tokens !== undefined,
    'it does not go on',
  );
}

/**
 * No secret left Node-RED, neither as it is nor as a form carries it. Tokens that the replies made up are as secret as
 * LaMetric's own.
 * @param secrets of this case
 */
export function checkSecrets({ output }: World, secrets: string[], replies: Reply[]): void {
  const madeUp = replies.flatMap((_, index) => [
    `new-access/token+of=reply~${index}`,
    `new-refresh/token+of=reply~${index}`,
  ]);
  const text = output.join('\n');
  for (const secret of [...secrets, ...madeUp]) {
    const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
    assert.ok(!text.includes(secret) && !text.includes(inForm), 'a secret in the output');
  }
}
