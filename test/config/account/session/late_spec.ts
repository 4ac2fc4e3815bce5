import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { Session } from '../../../../src/config/account/session/session';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES, TOKEN } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';
import { passTimeUntil, settleSockets, stopTime } from '../../../helpers/time';

describe('A request to the token endpoint', () => {
  let world: SessionWorld;
  let clock: SinonFakeTimers;

  beforeEach(async () => {
    world = await SessionWorld.start();
    world.reset();
    await world.session.connect(world.client, world.expired());
    clock = stopTime();
  });
  afterEach(async () => {
    clock.restore();
    await world.close();
  });

  it('that takes 12 s is waited for', async () => {
    world.simulator.fail(TOKEN, { delay: 12_000, afterEffect: true });
    const devices = await passTimeUntil(world.list(), clock, 100);
    assert.equal(devices.length, world.simulator.devices.length);
    assert.equal(world.refreshes, 1);
  });

  it('that takes longer than its message is waited for all the same: its result is saved, and used', async () => {
    world.simulator.fail(TOKEN, { delay: 40_000, afterEffect: true });
    const began = Date.now();
    const message = errorOf(world.list());
    assert.equal((await passTimeUntil(message, clock, 100)).code, 'UNREACHABLE');
    assert.ok(Math.abs(Date.now() - began - 30_000) <= 300, `${Date.now() - began} ms`);
    await passTimeUntil(world.session.settle(), clock, 100);
    world.restart();
    await world.list();
    assert.equal(world.refreshes, 1);
  });

  it('that gets no answer is given up after a minute, and leaves the account as it was', async () => {
    world.simulator.fail(TOKEN, { delay: 10_000_000 });
    const began = Date.now();
    const message = errorOf(world.list());
    await passTimeUntil(message, clock, 100);
    await passTimeUntil(world.session.settle(), clock, 100);
    assert.ok(Math.abs(Date.now() - began - 60_000) <= 300, `${Date.now() - began} ms`);
    assert.equal(world.session.status, 'connected');
    assert.equal(world.refreshes, 1);
    await world.list();
  });

  it('is not repeated once it is sent: the answer that was lost may have held new tokens', async () => {
    world.simulator.fail(TOKEN, { cutAfter: 0 });
    assert.equal((await passTimeUntil(errorOf(world.list()), clock)).code, 'UNREACHABLE');
    assert.equal(world.refreshes, 1);
    assert.equal(world.session.state, 'connected');
  });

  it('is repeated where an answer says that it was not taken', async () => {
    world.simulator.fail(TOKEN, { status: 503 });
    await passTimeUntil(world.list(), clock);
    assert.equal(world.refreshes, 2);
  });

  it('is not repeated where LaMetric asks for a longer pause than half a minute', async () => {
    world.simulator.fail(TOKEN, { status: 503, headers: { 'Retry-After': '40' } });
    assert.equal((await passTimeUntil(errorOf(world.list()), clock)).code, 'UNREACHABLE');
    await passTimeUntil(world.session.settle(), clock);
    assert.equal(world.refreshes, 1);
  });

  it('is repeated where it was never sent', async () => {
    const port = Number(new URL(world.simulator.url).port);
    await world.simulator.close();
    const message = world.list();
    await settleSockets();
    await world.simulator.listen(port);
    await passTimeUntil(message, clock);
    assert.equal(world.refreshes, 1);
  });
});

describe('A new authorization', () => {
  let world: SessionWorld;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  it('is on disk before its token is used', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const set = world.settings.set.bind(world.settings);
    world.settings.set = (name, value) => held.then(() => set(name, value));
    const done = Promise.all([world.session.connect(world.client, world.issued()), world.list()]);
    await settleSockets();
    assert.equal(world.simulator.countRequests('GET', DEVICES), 0);
    goOn();
    await done;
    assert.equal(world.settings.writes, 1);
  });

  it('that comes during a refresh is on disk before its token is used', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { delay: 50, afterEffect: true });
    const message = world.list();
    await world.simulator.requested('POST', TOKEN);
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const set = world.settings.set.bind(world.settings);
    world.settings.set = (name, value) => held.then(() => set(name, value));
    const connecting = world.session.connect(world.client, world.issued());
    while (world.session.status === 'refreshing') await settleSockets(1);
    await settleSockets();
    assert.equal(world.simulator.countRequests('GET', DEVICES), 0);
    goOn();
    await Promise.all([message, connecting]);
  });

  it('that could not be saved is saved at a stop', async () => {
    world.settings.failures.push(new Error('away'));
    await world.session.connect(world.client, world.issued());
    assert.equal(world.session.persisted, false);
    await world.session.settle();
    assert.equal(world.session.persisted, true);
  });

  it('is on disk when a stop has waited for it', async () => {
    const connecting = world.session.connect(world.client, world.issued());
    await world.session.settle();
    world.restart();
    assert.equal(world.session.state, 'connected');
    await connecting;
  });

  it('of another session is taken over with a clean slate', async () => {
    const other = new Session('a', world.client, world.store);
    await world.session.connect(world.client, world.issued());
    world.simulator.fail(DEVICES, { status: 429, headers: { 'Retry-After': '3600' } });
    assert.equal((await errorOf(world.list())).code, 'RATE_LIMITED');
    world.session.reload();
    assert.equal((await errorOf(world.list())).code, 'RATE_LIMITED', 'the same one');
    other.reload();
    await other.disconnect();
    world.session.reload();
    assert.equal(world.session.state, 'disconnected');
    await other.connect(world.client, world.issued());
    world.session.reload();
    await world.list();
  });
});
