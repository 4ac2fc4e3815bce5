import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { errorOf, tokenSet } from '../../helpers/lametric';
import { TOKEN } from '../../helpers/paths';
import { needsRedis } from '../../helpers/redis';
import { type Member, SharedWorld } from '../../helpers/shared-account';

const SECRET = 'a-password';

describe('An account in a Redis that', () => {
  let world: SharedWorld;

  before(needsRedis);
  before(async () => {
    world = await SharedWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world?.close());

  /** Each message has its one end, in clear words, and no token request is made. */
  const isAway = async (member: Member) => {
    const { code, reason } = await errorOf(member.list());
    assert.deepEqual([code, reason, member.session.status], ['UNREACHABLE', 'redis', 'away']);
    assert.equal(world.refreshes, 0);
  };

  it('is not there at the start is used once it comes', async () => {
    const [one] = await world.connectedPair();
    await world.redis.kill();
    const late = world.join();
    await isAway(late);
    await world.redis.resume();
    await late.shows('connected');
    await one.shows('connected');
    await Promise.all([late.list(), one.list()]);
    assert.equal(world.refreshes, 1);
  });

  it('goes away keeps nobody from using a token that is valid', async () => {
    const [one, other] = await world.connectedPair();
    await one.session.connect(world.client, tokenSet(world.simulator));
    await other.store.records.reload();
    await world.redis.kill();
    await other.shows('away');
    await Promise.all([one.list(), other.list()]);
    await world.redis.resume();
    await other.shows('connected');
  });

  it('goes away lets nobody refresh without the lock', async () => {
    const pair = await world.connectedPair();
    await world.redis.kill();
    await Promise.all(pair.map(isAway));
    await world.redis.resume();
    await Promise.all(pair.map((member) => member.shows('connected')));
    await Promise.all(pair.map((member) => member.list()));
    assert.equal(world.refreshes, 1);
  });

  it('goes away during a refresh gets the new tokens once it is back', async () => {
    const [one, other] = await world.connectedPair();
    world.simulator.fail(TOKEN, { delay: 500, afterEffect: true });
    const listing = one.list();
    await once(world.simulator, 'refresh');
    await world.redis.kill();
    await listing;
    assert.equal(one.session.persisted, false);
    await world.redis.resume();
    await other.shows('connected');
    await one.shows('connected');
    await other.store.records.reload();
    await other.list();
    assert.deepEqual([world.refreshes, one.session.persisted], [1, true]);
  });

  it('lost its data gets them back', async () => {
    const [one] = await world.connectedPair();
    await one.list();
    await world.redis.command('FLUSHALL');
    await one.store.records.reload();
    await world.join().list();
    assert.equal(world.refreshes, 1);
  });

  it('answers nothing is waited for no longer than 5 s', async () => {
    const [one] = await world.connectedPair();
    world.redis.pause();
    await isAway(one);
    world.redis.goOn();
    await one.shows('connected');
    await one.list();
    assert.equal(world.refreshes, 1);
  });

  it('is full leaves the refresh token as it is', async () => {
    const [one] = await world.connectedPair();
    await world.redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await isAway(one);
    assert.match((await errorOf(one.list())).message, /OOM/);
    await world.redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await one.list();
    assert.equal(world.refreshes, 1);
  });

  it('was made a replica is asked again once it is the master', async () => {
    const [one] = await world.connectedPair();
    // A free port may become somebody's Redis, which would hand over its data; nobody is at port 1.
    await world.redis.command('REPLICAOF', '127.0.0.1', '1');
    await isAway(one);
    await world.redis.command('REPLICAOF', 'NO', 'ONE');
    await one.shows('connected');
    await one.list();
    assert.equal(world.refreshes, 1);
  });

  it('keeps something else under our name is away, too', async () => {
    const [one] = await world.connectedPair();
    await world.redis.command('SET', 'lametric:accounts', 'foreign');
    await isAway(one);
    await world.redis.command('DEL', 'lametric:accounts');
    await one.shows('connected');
    await one.list();
  });

  it('is no Redis at all is away', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    await isAway(world.join(undefined, `redis://127.0.0.1:${address.port}`));
    server.close();
  });

  it('asks for a password never shows it', async () => {
    await world.redis.command('CONFIG', 'SET', 'requirepass', SECRET);
    const { host } = new URL(world.redis.url);
    const wrong = world.join(undefined, `redis://:not-${SECRET}@${host}`);
    const error = await errorOf(wrong.list());
    assert.equal(error.reason, 'redis');
    assert.doesNotMatch(
      JSON.stringify([error, error.message, error.stack, wrong.problems]),
      new RegExp(SECRET),
    );

    const right = world.join(undefined, `redis://:${SECRET}@${host}`);
    await right.store.records.ready();
    await right.session.connect(world.client, world.expired());
    await right.list();
    right.redis.close();
    wrong.redis.close();
    await world.redis.kill();
    await world.redis.resume();
  });
});
