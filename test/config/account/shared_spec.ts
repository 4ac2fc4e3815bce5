import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Session } from '../../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../../src/config/account/session/token-store';
import { SettingsMap } from '../../../src/storage/settings-map';
import { errorOf } from '../../helpers/lametric';
import { TOKEN } from '../../helpers/paths';
import { needsRedis } from '../../helpers/redis';
import { ACCOUNTS, SharedWorld } from '../../helpers/shared-account';
import { MemorySettings } from '../../helpers/settings';

describe('An account of several Node-REDs', () => {
  let world: SharedWorld;

  before(needsRedis);
  before(async () => {
    world = await SharedWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world?.close());

  const record = async (): Promise<Record<string, unknown>> =>
    JSON.parse(String(await world.redis.command('HGET', ACCOUNTS, 'a')));

  it('is refreshed once, however many need it', async () => {
    const pair = await world.connectedPair();
    await Promise.all([...pair, ...pair].map((member) => member.list()));
    assert.equal(world.refreshes, 1);
    assert.equal((await record())['generation'], 2);
  });

  it('is refreshed once while LaMetric takes its time', async () => {
    const pair = await world.connectedPair();
    world.simulator.fail(TOKEN, { delay: 500, afterEffect: true });
    await Promise.all(pair.map((member) => member.list()));
    assert.equal(world.refreshes, 1);
  });

  it('is refreshed by another one when the first fails', async () => {
    const [one, other] = await world.connectedPair();
    world.simulator.fail(TOKEN, { status: 401, body: JSON.stringify({ error: 'invalid_client' }) });
    assert.equal((await errorOf(one.list())).code, 'REJECTED');
    await other.list();
    await one.store.records.reload();
    await one.list();
    assert.equal(world.refreshes, 2);
  });

  it('has no token in plain text in Redis', async () => {
    const [{ session }] = await world.connectedPair();
    const text = JSON.stringify(await record());
    assert.equal(session.state, 'connected');
    assert.doesNotMatch(text, /access|refresh-|secret/);
  });

  it('tells all of a revocation, a disconnect and a new connection', async () => {
    const [one, other] = await world.connectedPair();
    world.simulator.revokeRefreshTokens();
    assert.equal((await errorOf(one.list())).code, 'NOT_AUTHORIZED');
    await other.shows('reconnect');
    assert.equal((await errorOf(other.list())).code, 'NOT_AUTHORIZED');
    assert.equal(world.refreshes, 1, 'the other one does not ask again');

    await other.session.connect(world.client, world.expired());
    await one.shows('connected');
    await one.list();

    assert.equal(await other.session.disconnect(), true);
    await one.shows('disconnected');
    assert.equal((await record())['tokens'], undefined);
  });

  it('does not keep a stop waiting for a refresh that another one makes', async () => {
    const [one] = await world.connectedPair();
    const lock = 'lametric:lock:a';
    await world.redis.command('SET', lock, 'another one', 'PX', '60000');
    const listing = one.list();
    await one.shows('refreshing');
    await one.session.settle();
    assert.equal(await world.redis.command('GET', lock), 'another one');
    assert.equal(world.refreshes, 0);
    await listing;
  });

  it('is known to who comes later', async () => {
    const [one] = await world.connectedPair();
    await one.list();
    await world.join().list();
    assert.equal(world.refreshes, 1);
  });

  it('moves from the settings into Redis, and back', async () => {
    const settings = new MemorySettings();
    const alone = new TokenStore(new SettingsMap(settings, ACCOUNTS_SETTING, () => undefined));
    await new Session('a', world.client, alone).connect(world.client, world.expired());

    const [moved, other] = [world.join(settings), world.join()];
    await moved.shows('connected');
    await other.shows('connected');
    await other.list();
    await moved.list();
    await moved.store.records.flush();

    const back = new TokenStore(new SettingsMap(settings.restarted(), ACCOUNTS_SETTING, () => undefined));
    assert.equal(new Session('a', world.client, back).state, 'connected');
    assert.equal(world.refreshes, 1);
  });

  it('does not come back from the settings of one that was away when it was disconnected', async () => {
    const [one, other] = await world.connectedPair();
    await other.store.records.flush();
    const settings = other.settings.restarted();
    other.redis.close();
    await one.session.disconnect();
    const late = world.join(settings);
    await late.store.records.ready();
    await late.shows('disconnected');
    assert.equal(one.session.state, 'disconnected');
  });

  it('that was disconnected, and connected by another client, is kept where others still have the first one', async () => {
    const [one, other] = await world.connectedPair();
    await one.session.disconnect();
    await other.shows('disconnected');
    const client = { ...world.client, id: 'another client' };
    await new Session('a', client, one.store).connect(client, world.expired());
    one.redis.close();
    await other.store.records.reload();
    const late = world.join();
    await late.store.records.ready();
    assert.equal(new Session('a', client, late.store).state, 'connected');
  });

  it('is left alone by records that nobody can read', async () => {
    await world.redis.command('HSET', ACCOUNTS, 'a', '{"version":1,', 'b', 'null', 'c', '[1]');
    const member = world.join();
    assert.equal((await errorOf(member.list())).code, 'NOT_AUTHORIZED');
    assert.equal(member.session.state, 'reconnect');
    await member.session.connect(world.client, world.expired());
    await world.join().list();
  });

  it('asks to connect again, before any message, while there is nothing but a record that nobody can read', async () => {
    await world.redis.command('HSET', ACCOUNTS, 'a', 'damaged');
    const member = world.join();
    await member.store.records.ready();
    assert.deepEqual([member.session.status, member.session.reconnectReason], ['reconnect', 'unreadable']);
    await world.redis.command('HDEL', ACCOUNTS, 'a');
    await member.store.records.reload();
    assert.equal(member.session.status, 'disconnected');
  });

  it('keeps a record that somebody damages', async () => {
    const [one, other] = await world.connectedPair();
    await world.redis.command('HSET', ACCOUNTS, 'a', 'damaged');
    await Promise.all([one.list(), other.list()]);
    assert.equal(world.refreshes, 1);
    assert.equal((await record())['generation'], 2);
  });

  it('leaves a record of a later version as it is, until the user connects anew', async () => {
    const later = JSON.stringify({ version: 2, generation: 7, more: true });
    await world.redis.command('HSET', ACCOUNTS, 'a', later);
    const member = world.join();
    await errorOf(member.list());
    assert.equal(member.session.state, 'reconnect');
    assert.equal(await world.redis.command('HGET', ACCOUNTS, 'a'), later);
    await member.session.connect(world.client, world.expired());
    assert.equal((await record())['generation'], 1, 'a generation that nobody proves counts for nothing');
  });

  it('lets tokens that were received replace the refusal of one that had asked too late', async () => {
    const [one, other] = await world.connectedPair();
    world.simulator.fail(TOKEN, { delay: 500, afterEffect: true });
    const listing = one.list();
    await once(world.simulator, 'refresh');
    // As if the first had lost the lock.
    await world.redis.command('DEL', 'lametric:lock:a');
    assert.equal((await errorOf(other.list())).code, 'NOT_AUTHORIZED');
    await listing;
    await other.shows('connected');
    await other.list();
    assert.equal(world.refreshes, 2);
  });

  it('keeps the lock while LaMetric takes longer than a lock lives', async () => {
    const [one, other] = await world.connectedPair();
    world.simulator.fail(TOKEN, { delay: 12_000, afterEffect: true });
    await Promise.all([one.list(), other.list()]);
    assert.equal(world.refreshes, 1);
  });

  it('blocks nobody for long when the one that holds the lock is gone', async () => {
    const [one] = await world.connectedPair();
    await world.redis.command('SET', 'lametric:lock:a', 'of a dead one', 'PX', '700');
    await one.list();
    assert.equal(world.refreshes, 1);
  });
});
