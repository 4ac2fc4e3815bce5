import assert from 'node:assert/strict';
import { RENAME, accountFlow, authorize, connect, textFields, visit } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { TOKEN } from '../../helpers/paths';
import { TestRedis, needsRedis } from '../../helpers/redis';
import { CALLBACK, OF_ACCOUNT, stateOf } from '../../helpers/routes';

const PASSWORD = 'the-password-of-redis';

describe('Several Node-REDs with one Redis', () => {
  let simulator: Simulator;
  let redis: TestRedis;
  let one: NodeRed;
  let other: NodeRed;

  before(needsRedis);
  before(async () => {
    simulator = await startSimulator();
    redis = await TestRedis.start('--requirepass', PASSWORD);
    const settings = {
      lametricAccountCloudUrl: simulator.url,
      lametricAccountRedis: redis.url.replace('//', `//:${PASSWORD}@`),
    };
    [one, other] = await Promise.all([
      startNodeRed({ link: true, settings }),
      startNodeRed({ link: true, settings }),
    ]);
    await Promise.all([one, other].map((nodeRed) => nodeRed.deploy(accountFlow(simulator))));
  });
  after(async () => {
    await Promise.all([one?.stop(), other?.stop()]);
    await redis?.close();
    await simulator?.close();
  });

  const shows = (nodeRed: NodeRed, expected: string) =>
    nodeRed.nextStatus(RENAME, ({ text }) => text === expected, 10_000);
  const lists = async (nodeRed: NodeRed) => {
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'out');
  };

  it('connect though the redirect comes to another one than the one that began', async () => {
    const { handshake = '', authorizeUrl = '' } = textFields(await authorize(one, simulator));
    const callback = new URL(await simulator.authorize(authorizeUrl, 'approve'));
    callback.port = String(other.port);
    assert.equal((await visit(callback.href)).status, 200);
    assert.equal((await visit(callback.href)).status, 400, 'a second time');
    assert.equal(await stateOf(one.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake })), 'connected');
    assert.equal(await stateOf(other.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake })), 'connected');
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
    await Promise.all([shows(one, 'connected'), shows(other, 'connected')]);
    await Promise.all([lists(one), lists(other)]);
  });

  it('redeem a handshake that began and came back elsewhere', async () => {
    const { handshake = '', authorizeUrl = '' } = textFields(await authorize(one, simulator));
    const callback = await simulator.authorize(authorizeUrl, 'approve');
    await visit(callback);
    const code = new URL(callback).searchParams.get('code') ?? '';
    const key = `lametric:handshake:${new URL(callback).searchParams.get('state')}`;
    const kept = JSON.stringify(await redis.command('HGETALL', key));
    assert.match(kept, /answer/);
    for (const secret of [code, handshake, simulator.client.secret]) assert.ok(!kept.includes(secret));
    assert.equal(await stateOf(other.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake })), 'connected');
    const foreign = await other.admin('POST', 'lametric-account/of-another/redeem', { handshake });
    assert.equal(foreign.status, 404);
  });

  it('take no pasted address of another handshake', async () => {
    const { handshake } = textFields(await authorize(one, simulator));
    const another = textFields(await authorize(one, simulator));
    const address = await simulator.authorize(another['authorizeUrl'] ?? '', 'approve');
    const { status } = await one.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake, address });
    assert.equal(status, 400);
    const waiting = other.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake: another['handshake'] });
    assert.equal(await stateOf(waiting), 'waiting');
  });

  for (const [field, status] of [
    ['key', 400],
    ['asked', 200],
    ['answer', 400],
  ] as const) {
    it(`answer a redirect to a handshake whose ${field} somebody has damaged, and go on`, async () => {
      const { handshake = '', authorizeUrl = '' } = textFields(await authorize(one, simulator));
      const state = new URL(authorizeUrl).searchParams.get('state') ?? '';
      await redis.command('HSET', `lametric:handshake:${state}`, field, '['.repeat(20_000));
      const redirect = await fetch(`${other.url}/${CALLBACK}?state=${state}&code=code`);
      assert.equal(redirect.status, status);
      const redeemed = await other.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake });
      assert.ok([200, 404].includes(redeemed.status), String(redeemed.status));
      await lists(other);
    });
  }

  it('answer a redirect that nobody waits for as before', async () => {
    const unknown = await fetch(`${other.url}/${CALLBACK}?state=${'x'.repeat(43)}&code=code`);
    assert.equal(unknown.status, 400);
    assert.deepEqual(await redis.command('EXISTS', `lametric:handshake:${'x'.repeat(43)}`), 0);
  });

  it('refresh once', async () => {
    simulator.expireAccessTokens();
    simulator.clearRequests();
    await Promise.all([lists(one), lists(other)]);
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
  });

  it('hear of a disconnect and a new connection within a second', async () => {
    const since = performance.now();
    assert.equal((await other.admin('POST', `${OF_ACCOUNT}/disconnect`, {})).status, 204);
    await shows(one, 'not connected');
    assert.ok(performance.now() - since < 1000);
    await connect(one, simulator);
    await shows(other, 'connected');
    await lists(other);
  });

  it('say that Redis is away, go on with a valid token, and come back by themselves', async () => {
    await redis.kill();
    await shows(one, 'Redis is away');
    await lists(one);
    simulator.expireAccessTokens();
    await one.inject('list-in');
    const failed = await one.nextDebug();
    assert.equal(failed.id, 'errors');
    assert.match(JSON.stringify(failed), /lametricAccountRedis/);
    const { body } = await one.admin('GET', OF_ACCOUNT);
    assert.match(JSON.stringify(body), /Redis is away/);
    await redis.resume();
    await shows(one, 'connected');
    await lists(one);
  });

  it('never show the password', async () => {
    const seen = [
      one.output(),
      JSON.stringify(one.events),
      JSON.stringify((await one.admin('GET', 'settings')).body),
    ];
    assert.ok(seen.every((text) => !text.includes(PASSWORD)));
  });
});
