import assert from 'node:assert/strict';
import { TokenStore } from '../../../src/config/account/session/token-store';
import { errorOf } from '../../helpers/lametric';
import { needsRedis } from '../../helpers/redis';
import { ACCOUNTS, type Member, SharedWorld } from '../../helpers/shared-account';

type Stored = Record<string, unknown>;

const DEEP = `{"version":1,"generation":9,"client":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
const HUGE = JSON.stringify({ version: 1, generation: 9, client: 'x'.repeat(300_000) });

/** By somebody who can write to Redis, and nothing else. */
describe('A record in Redis that is forged', () => {
  let world: SharedWorld;
  let one: Member;
  let other: Member;

  before(needsRedis);
  before(async () => {
    world = await SharedWorld.start();
  });
  beforeEach(async () => {
    [one, other] = await world.connectedPair();
    await one.list();
    await other.store.records.reload();
  });
  afterEach(() => world.reset());
  after(() => world?.close());

  const stored = async () => String(await world.redis.command('HGET', ACCOUNTS, 'a'));
  const put = (text: string, name = 'a') => world.redis.command('HSET', ACCOUNTS, name, text);

  /** Both go on as if nothing had happened, the record is as it was, and the next refresh is saved. */
  const isOverwritten = async (genuine: string) => {
    await Promise.all([one, other].map(({ store }) => store.records.reload()));
    await Promise.all([one.list(), other.list()]);
    assert.deepEqual([one.session.status, other.session.status], ['connected', 'connected']);
    assert.equal(await stored(), genuine);
    world.simulator.expireAccessTokens();
    await Promise.all([one.list(), other.list()]);
    assert.equal(world.refreshes, 2);
    const { generation } = JSON.parse(await stored());
    assert.deepEqual([generation, one.session.persisted, other.session.persisted], [3, true, true]);
  };

  const forgeries: [string, (record: Stored) => Stored][] = [
    ['raises its generation', (record) => ({ ...record, generation: 99 })],
    ['has the last of all generations', (record) => ({ ...record, generation: 2 ** 53 - 1 })],
    ['has a generation beyond the last', (record) => ({ ...record, generation: 2 ** 53 })],
    ['revokes the authorization', (record) => ({ ...record, generation: 3, latched: true })],
    ['disconnects the account', ({ version, client }) => ({ version, client, generation: 3, removed: true })],
    [
      'disconnects it with the proof of another record',
      ({ version, client, proof }) => ({
        version,
        client,
        generation: 3,
        removed: true,
        proof,
      }),
    ],
    ['has another scope', (record) => ({ ...record, scopes: ['basic'] })],
    ['never expires', (record) => ({ ...record, expiresAt: null })],
    ['was refreshed at another time', (record) => ({ ...record, refreshedAt: new Date().toISOString() })],
    ['is of the earlier form', ({ proof: _proof, ...record }) => ({ ...record, generation: 3 })],
    [
      'is marked as removed',
      (record) => ({ ...record, orphanedAt: new Date(0).toISOString(), orphanedDays: 29 }),
    ],
    ['has more than it should', (record) => ({ ...record, generation: 3, more: { deep: [] } })],
  ];
  for (const [what, forge] of forgeries) {
    it(`because it ${what} is overwritten`, async () => {
      const genuine = await stored();
      await put(JSON.stringify(forge(JSON.parse(genuine))));
      await isOverwritten(genuine);
    });
  }

  for (const [what, text] of [
    ['300 KB long', HUGE],
    ['nested deep', DEEP],
    ['no JSON', 'damaged'],
    ['empty', ''],
  ] as const) {
    it(`because it is ${what} is overwritten, and stops nothing under another name`, async () => {
      const genuine = await stored();
      await put(text, 'b');
      await put(text);
      await isOverwritten(genuine);
      assert.equal(await world.redis.command('HGET', ACCOUNTS, 'b'), text);
    });
  }

  for (const text of ['{}', 'null']) {
    it(`as ${text} under the name of its client counts for nothing`, async () => {
      const genuine = await stored();
      await put(text, `a:${JSON.parse(genuine).client}`);
      await isOverwritten(genuine);
    });
  }

  it('because it is nested deep where nobody looks is overwritten', async () => {
    const genuine = await stored();
    await put(genuine.replace('{', `{"more":${'['.repeat(30_000)}${']'.repeat(30_000)},`));
    await isOverwritten(genuine);
  });

  it('and huge is never sent to a Node-RED', async () => {
    const sent = async () =>
      Number(/total_net_output_bytes:(\d+)/.exec(String(await world.redis.command('INFO', 'stats')))?.[1]);
    const genuine = await stored();
    const before = await sent();
    await put('x'.repeat(3_000_000));
    await Promise.all([one, other].map(({ store }) => store.records.reload()));
    assert.equal(await stored(), genuine);
    assert.ok((await sent()) - before < 1_000_000);
  });

  it('from the record of another account is overwritten', async () => {
    const genuine = await stored();
    const store = new TokenStore(other.store.records);
    const tokens = world.expired();
    for (const _ of [1, 2, 3, 4])
      await store.write('b', world.client, { tokens, refreshedAt: 0, revoked: false });
    await put(String(await world.redis.command('HGET', ACCOUNTS, 'b')));
    await isOverwritten(genuine);
  });

  it('from an older record of the account is overwritten', async () => {
    const old = await stored();
    world.simulator.expireAccessTokens();
    await one.list();
    await other.store.records.reload();
    const genuine = await stored();
    await put(old);
    await Promise.all([one, other].map(({ store }) => store.records.reload()));
    assert.equal(await stored(), genuine);
    await Promise.all([one.list(), other.list()]);
    assert.equal(world.refreshes, 2);
  });

  it('makes a new Node-RED ask to connect again, and no more than that', async () => {
    const genuine: Stored = JSON.parse(await stored());
    for (const { redis } of [one, other]) redis.close();
    await put(JSON.stringify({ ...genuine, generation: 99 }));
    const late = world.join();
    assert.equal((await errorOf(late.list())).code, 'NOT_AUTHORIZED');
    assert.equal(late.session.state, 'reconnect');
    await late.session.connect(world.client, world.expired());
    await world.join().list();
  });
});
