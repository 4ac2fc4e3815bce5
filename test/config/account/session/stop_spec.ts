import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Session } from '../../../../src/config/account/session/session';
import { getDevices } from '../../../../src/lametric/cloud/cloud';
import { errorOf } from '../../../helpers/lametric';
import { TOKEN } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';
import { settleSockets, stopTime } from '../../../helpers/time';

describe('A session that settles', () => {
  let world: SessionWorld;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  it('waits for no pause between the tries of a refresh, and makes no further try', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { status: 503, headers: { 'Retry-After': '4' } });
    const clock = stopTime();
    try {
      const message = errorOf(world.list());
      await world.simulator.requested('POST', TOKEN);
      await settleSockets();
      await world.session.settle();
      assert.equal((await message).reason, 'closed');
      clock.tick(4000);
      await settleSockets();
      assert.equal(world.refreshes, 1);
    } finally {
      clock.restore();
    }
  });

  it('waits for the answer to a token request, and does not repeat that', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { status: 503, delay: 100 });
    const message = errorOf(world.list());
    await world.simulator.requested('POST', TOKEN);
    await world.session.settle();
    assert.equal((await message).statusCode, 503);
    assert.equal(world.refreshes, 1);
  });

  it('does not wait for a token request that has no connection yet', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(typeof address === 'object' && address !== null);
    const client = { ...world.client, cloudUrl: `https://127.0.0.1:${address.port}` };
    const session = new Session('a', client, world.store);
    await session.connect(client, world.expired());
    const message = errorOf(session.send(getDevices, new AbortController().signal));
    const [socket] = await once(silent, 'connection');
    await Promise.all([once(socket, 'close'), session.settle()]);
    assert.equal((await message).reason, 'closed');
    silent.close();
  });

  it('begins no refresh before it has settled', async () => {
    world.settings.failures.push(new Error('away'));
    await world.session.connect(world.client, world.expired());
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const set = world.settings.set.bind(world.settings);
    world.settings.set = (name, value) => held.then(() => set(name, value));
    const settling = world.session.settle();
    assert.equal((await errorOf(world.list())).reason, 'closed');
    assert.equal(world.refreshes, 0);
    goOn();
    await settling;
    await world.list();
    assert.equal(world.refreshes, 1);
  });
});
