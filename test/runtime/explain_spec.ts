import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import { type ErrorCode, type ErrorDetails, LaMetricError } from '../../src/lametric/errors';
import { explain } from '../../src/runtime/explain';

describe('An error, explained to the user,', () => {
  let api: NodeAPI;
  let RED: NodeAPI;
  /** The texts that were asked for. */
  let keys: string[];

  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
    await helper.load([(loaded) => (api = loaded)], []);
  });

  beforeEach(() => {
    keys = [];
    // Texts are their keys and their values.
    RED = Object.assign(Object.create(api), {
      _: (key: string, values: object = {}) => {
        keys.push(key);
        return [key, ...Object.values(values)].join(' ').trim();
      },
    });
  });

  after(async () => {
    await helper.unload();
    await helper.stopServer();
  });

  const explained = (code: ErrorCode, message: string, details: Partial<ErrorDetails> = {}) =>
    explain(RED, new LaMetricError(code, message, details), 'lametric-account', 'Home');

  it('says where, then what to do, then what LaMetric said', () => {
    const { error, status } = explained('NOT_FOUND', '404: gone');
    assert.equal(error.code, 'NOT_FOUND');
    assert.equal(
      error.message,
      'common.error.at common.title.lametric-account-named Home common.error.account.NOT_FOUND (404: gone)',
    );
    assert.deepEqual(status, { fill: 'red', shape: 'ring', text: 'common.status.NOT_FOUND' });
  });

  it('is translated once, however many fail in the same way', () => {
    const first = explained('NOT_FOUND', '404: gone').error.message;
    const asked = keys.length;
    assert.equal(explained('NOT_FOUND', '404: gone').error.message, first);
    assert.equal(keys.length, asked);
  });

  it('says only what to do where LaMetric said nothing', () => {
    const { message } = explained('NOT_AUTHORIZED', 'not connected', { said: '' }).error;
    assert.equal(
      message,
      'common.error.at common.title.lametric-account-named Home common.error.account.NOT_AUTHORIZED',
    );
  });

  it('says when the next try is, today by the time alone', () => {
    const retryAt = new Date();
    retryAt.setHours(12, 34, 56);
    const today = explained('RATE_LIMITED', '429', { retryAt }).error.message;
    assert.match(today, /common\.error\.next-try 12:34:56 \(429\)$/);
    retryAt.setFullYear(2000, 0, 2);
    const once = explained('RATE_LIMITED', '429', { retryAt }).error.message;
    assert.match(once, /common\.error\.next-try 2000-01-02 12:34:56 \(429\)$/);
  });

  it('says the time as the wall clock does', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      const { message } = explained('RATE_LIMITED', '429', {
        retryAt: new Date(Date.UTC(2000, 0, 1, 23)),
      }).error;
      assert.match(message, /next-try 2000-01-02 08:00:00/);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('says what is wrong with an input in the words of the code that found it', () => {
    assert.equal(explained('INVALID_INPUT', 'No name.').error.message, 'No name.');
  });

  it('says what to do about an input by its reason, if it has one', () => {
    explained('INVALID_INPUT', 'two widgets', { origin: 'clock', reason: 'which-widget' });
    assert.ok(keys.includes('common.error.clock.which-widget'), keys.join());
  });

  for (const reason of ['no-turn', 'no-place'] as const) {
    it(`has a status of its own for a wait with the reason ${reason}`, () => {
      const { text } = explained('RATE_LIMITED', 'message', { origin: 'clock', reason }).status;
      assert.equal(text, `common.status.${reason}`);
    });
  }

  it('does not ask to connect again where nobody has connected', () => {
    const { text } = explained('NOT_AUTHORIZED', 'message', { reason: 'not-connected' }).status;
    assert.equal(text, 'common.status.not-connected');
    assert.ok(keys.includes('common.error.account.not-connected'), keys.join());
  });

  it('has one status for all that keeps clocks from fetching a sound', () => {
    for (const reason of ['media-root', 'media-login', 'media-port'] as const) {
      const { text } = explained('NOT_CONFIGURED', 'message', { origin: 'clock', reason }).status;
      assert.equal(text, 'common.status.media');
      assert.ok(keys.includes(`common.error.clock.${reason}`), keys.join());
    }
  });

  for (const [what, code, details, key] of [
    ['a network that fails', 'UNREACHABLE', {}, 'account.UNREACHABLE'],
    ['a LaMetric that answers with 503', 'UNREACHABLE', { reason: 'out-of-order' }, 'account.out-of-order'],
    [
      'a clock that does so',
      'UNREACHABLE',
      { origin: 'clock', reason: 'out-of-order' },
      'clock.out-of-order',
    ],
    ['a name that is refused', 'REJECTED', { statusCode: 400 }, 'account.REJECTED'],
    ['a wrong secret', 'REJECTED', { reason: 'client' }, 'account.client'],
    ['a wait that was too long', 'RATE_LIMITED', { origin: 'clock', reason: 'no-turn' }, 'no-turn'],
    ['too many that wait', 'RATE_LIMITED', { origin: 'clock', reason: 'no-place' }, 'no-place'],
    ['a node that was closed', 'UNREACHABLE', { reason: 'closed', sent: false }, 'closed'],
    ['a node that was closed too late', 'UNREACHABLE', { reason: 'closed' }, 'closed-sent'],
    ['an answer that is missing', 'UNREACHABLE', { origin: 'clock', reason: 'maybe-done' }, 'maybe-done'],
  ] as const) {
    it(`says what helps against ${what}`, () => {
      explained(code, 'message', details);
      assert.ok(keys.includes(`common.error.${key}`), keys.join(', '));
    });
  }

  it('has the HTTP status as its cause, where there is one', () => {
    const { error } = explained('REJECTED', '418', { statusCode: 418, cause: new Error('hidden') });
    assert.deepEqual(error.cause, { statusCode: 418 });
  });

  it('has name and message of an unexpected error', () => {
    const { error } = explained('INTERNAL', 'a bug', { cause: new TypeError('a bug') });
    assert.deepEqual(error.cause, { name: 'TypeError', message: 'a bug' });
  });

  it('keeps the error of a network to itself', () => {
    const { error } = explained('UNREACHABLE', 'cut', { cause: new TypeError('socket') });
    assert.equal(error.cause, undefined);
  });

  it('is INTERNAL if it is unexpected', () => {
    assert.equal(explain(RED, new TypeError('a bug'), 'lametric-account', 'Home').error.code, 'INTERNAL');
  });
});
