import assert from 'node:assert/strict';
import {
  type Handshake,
  Handshakes,
  LIFETIME,
  type Outcome,
} from '../../../../src/config/account/handshake/handshakes';
import { MAX_FIELD } from '../../../../src/config/account/handshake/response';
import { publicKeyOf, stateOf } from '../../../../src/config/account/handshake/sealing';
import { SharedHandshakes } from '../../../../src/config/account/handshake/shared-handshakes';
import type { Grant } from '../../../../src/lametric/cloud/oauth';
import { Redis } from '../../../../src/storage/redis';
import { NODE, SCOPES } from '../../../helpers/handshakes';
import { TestRedis, needsRedis } from '../../../helpers/redis';

const REDIRECT_URI = 'http://127.0.0.1:1880/lametric-account/callback';
const CODE = 'the-code-of-lametric';
const client = { cloudUrl: 'https://developer.lametric.com', id: 'client-id', secret: 'the-client-secret' };
const connected: Outcome = { state: 'connected', message: 'as well', persisted: false };

/** One Node-RED's part of a handshake. */
class Member {
  readonly redis: Redis;
  readonly handshakes = new Handshakes();
  readonly shared: SharedHandshakes;

  constructor(url: string) {
    this.redis = new Redis(url);
    this.shared = new SharedHandshakes(this.redis, this.handshakes);
  }

  async begin(grant: Grant = 'code'): Promise<Handshake> {
    const handshake = this.handshakes.start(NODE, REDIRECT_URI, { client, grant, scopes: SCOPES });
    await this.shared.start(handshake);
    return handshake;
  }

  async find(id: string): Promise<Handshake> {
    const handshake = await this.shared.find(id, NODE);
    if (handshake === undefined) throw new Error('It is not found.');
    return handshake;
  }
}

describe('A handshake that several Node-REDs share', () => {
  let server: TestRedis;
  let one: Member;
  let other: Member;

  before(needsRedis);
  before(async () => {
    server = await TestRedis.start();
  });
  beforeEach(() => {
    [one, other] = [new Member(server.url), new Member(server.url)];
  });
  afterEach(async () => {
    for (const { redis } of [one, other]) redis.close();
    await server.command('FLUSHALL');
  });
  after(() => server?.close());

  const keyOf = ({ state }: Handshake) => `lametric:handshake:${state}`;
  const field = (handshake: Handshake, name: string) => server.command('HGET', keyOf(handshake), name);
  const everything = async (handshake: Handshake) =>
    JSON.stringify(await server.command('HGETALL', keyOf(handshake)));
  const keys = () => server.command('KEYS', '*');
  /** A handshake whose redirect came to the other Node-RED, and as both know it. */
  const answered = async () => {
    const handshake = await one.begin();
    assert.equal(await other.shared.storeResponse({ state: handshake.state, code: CODE }), true);
    return [handshake, await other.find(handshake.id)] as const;
  };

  it('is known to the other as well, which keeps it from then on', async () => {
    const handshake = await one.begin();
    assert.deepEqual(await other.find(handshake.id), handshake);
    await server.command('FLUSHALL');
    assert.deepEqual(await other.find(handshake.id), handshake);
  });

  it('is known for its own node only', async () => {
    const { id } = await one.begin();
    assert.equal(await other.shared.find(id, 'another-node'), undefined);
    assert.equal(other.handshakes.find(id, NODE), undefined);
  });

  it('lies in Redis for its ten minutes, without anything to read in it', async () => {
    const [handshake] = await answered();
    const left = Number(await server.command('PTTL', keyOf(handshake)));
    assert.ok(left > LIFETIME - 60_000 && left <= LIFETIME, String(left));
    const all = await everything(handshake);
    for (const secret of [CODE, client.secret, client.id, handshake.id]) assert.ok(!all.includes(secret));
  });

  it('is not shared where it brings a token along', async () => {
    await one.begin('implicit');
    assert.deepEqual(await keys(), []);
  });

  it('takes the response that came to the other', async () => {
    const [handshake] = await answered();
    assert.equal(await one.shared.fetch(handshake), undefined);
    assert.deepEqual(handshake.response, { kind: 'code', code: CODE });
  });

  it('takes a denial, too', async () => {
    const handshake = await one.begin();
    const denial = { state: handshake.state, error: 'access_denied', error_description: 'No.' };
    assert.equal(await other.shared.storeResponse(denial), true);
    await one.shared.fetch(handshake);
    assert.deepEqual(handshake.response, { kind: 'error', error: 'access_denied', description: 'No.' });
  });

  it('keeps its first response', async () => {
    const [handshake] = await answered();
    for (const { shared } of [one, other]) {
      assert.equal(await shared.storeResponse({ state: handshake.state, code: 'forged' }), false);
    }
    await one.shared.fetch(handshake);
    assert.deepEqual(handshake.response, { kind: 'code', code: CODE });
  });

  for (const [what, fieldsOf] of [
    ['without a state', () => ({ code: CODE })],
    ['of an unknown state', () => ({ state: 'unknown', code: CODE })],
    ['without a code', (state: string) => ({ state })],
    ['with an empty code', (state: string) => ({ state, code: '' })],
    ['with an endless code', (state: string) => ({ state, code: 'c'.repeat(MAX_FIELD + 1) })],
    ['that is no object', (state: string) => state],
  ] as const) {
    it(`takes no response ${what}`, async () => {
      const handshake = await one.begin();
      assert.equal(await other.shared.storeResponse(fieldsOf(handshake.state)), false);
      assert.deepEqual(await keys(), [keyOf(handshake)]);
      assert.equal(await field(handshake, 'answer'), null);
    });
  }

  it('takes no response of an endless state, whatever Redis says', async () => {
    const state = 's'.repeat(101);
    const key = String(await field(await one.begin(), 'key'));
    await server.command('HSET', `lametric:handshake:${state}`, 'asked', 'sealed', 'key', key);
    assert.equal(await other.shared.storeResponse({ state, code: CODE }), false);
  });

  it('takes no response once its ten minutes are over, though it was there a moment ago', async () => {
    const handshake = await one.begin();
    await server.command('HDEL', keyOf(handshake), 'asked');
    assert.equal(await other.shared.storeResponse({ state: handshake.state, code: CODE }), false);
    assert.equal(await field(handshake, 'answer'), null);
  });

  it('takes no response by a key that somebody has put in the place of its own', async () => {
    const handshake = await one.begin();
    await server.command('HSET', keyOf(handshake), 'key', publicKeyOf('an id of their own'));
    assert.equal(await other.shared.storeResponse({ state: handshake.state, code: CODE }), false);
    assert.equal(await field(handshake, 'answer'), null);
  });

  it('is redeemed by the first that asks, even if that asks twice, and the other waits', async () => {
    const [handshake, same] = await answered();
    assert.equal(await other.shared.fetch(same), undefined);
    assert.deepEqual(await one.shared.fetch(handshake), { state: 'waiting' });
    assert.equal(handshake.response, undefined);
    assert.equal(await other.shared.fetch(same), undefined);
  });

  it('tells its outcome to the other, and keeps no secret', async () => {
    const [handshake, same] = await answered();
    const before = await everything(handshake);
    handshake.consent = undefined;
    handshake.outcome = Promise.resolve(connected);
    await one.shared.end(handshake, connected);
    assert.deepEqual(await other.shared.fetch(same), connected);
    assert.equal(await one.shared.fetch(handshake), undefined, 'it knows its own');
    assert.equal(await field(handshake, 'answer'), '');
    const after = await everything(handshake);
    for (const sealed of JSON.parse(before).filter((text: string) => text.length > 100)) {
      assert.ok(!after.includes(sealed), sealed);
    }
    const late = new Member(server.url);
    assert.equal((await late.find(handshake.id)).consent, undefined);
    late.redis.close();
  });

  it('has not ended while it waits', async () => {
    const [handshake, same] = await answered();
    await one.shared.end(handshake, { state: 'waiting' });
    assert.equal(await other.shared.fetch(same), undefined);
    assert.deepEqual(same.response, { kind: 'code', code: CODE });
  });

  it('does not come back to Redis by its end', async () => {
    const handshake = await one.begin();
    await server.command('FLUSHALL');
    await one.shared.end(handshake, connected);
    assert.deepEqual(await keys(), []);
  });

  for (const [what, damaged] of [
    ['no JSON', 'connected'],
    ['no object', '1'],
    ['an unknown state', '{"state":"odd"}'],
  ] as const) {
    it(`goes on where somebody has stored an outcome that is ${what}`, async () => {
      const handshake = await one.begin();
      await server.command('HSET', keyOf(handshake), 'outcome', damaged);
      assert.equal(await one.shared.fetch(handshake), undefined);
    });
  }

  it('goes on where its key or its response is damaged', async () => {
    const [handshake] = await answered();
    for (const damaged of ['damaged', `${String(await field(handshake, 'key'))} damaged`]) {
      await server.command('HSET', keyOf(handshake), 'answer', damaged);
      assert.equal(await one.shared.fetch(handshake), undefined);
      assert.equal(handshake.response, undefined);
    }
    const state = stateOf('damaged');
    await server.command('HSET', `lametric:handshake:${state}`, 'asked', 'sealed', 'key', 'damaged');
    assert.equal(await other.shared.storeResponse({ state, code: CODE }), false);
  });

  it('is not read where somebody has made it huge', async () => {
    const handshake = await one.begin();
    const huge = (text: unknown) => String(text).padEnd(70_000, ' ');
    await server.command('HSET', keyOf(handshake), 'asked', huge(await field(handshake, 'asked')));
    assert.equal(await other.shared.find(handshake.id, NODE), undefined);
    await server.command('HSET', keyOf(handshake), 'outcome', huge(JSON.stringify(connected)));
    assert.equal(await one.shared.fetch(handshake), undefined);
  });

  it('stays at its Node-RED while Redis is away', async () => {
    one.redis.close();
    const away = new Member('redis://127.0.0.1:1');
    const handshake = await away.begin();
    assert.equal(await away.shared.find('unknown', NODE), undefined);
    assert.equal(await away.shared.storeResponse({ state: handshake.state, code: CODE }), false);
    assert.equal(await away.shared.fetch(handshake), undefined);
    await away.shared.end(handshake, connected);
    assert.equal(await away.find(handshake.id), handshake);
    away.redis.close();
  });
});
