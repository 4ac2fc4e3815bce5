import assert from 'node:assert/strict';
import type { Clock } from '../../../simulator/clock/clock';
import { ClockFlow, clockId } from '../../helpers/clock-flow';
import { cardOf } from '../../helpers/device-routes';

describe("The clocks' own names", () => {
  let world: ClockFlow;
  let clock: Clock;

  before(async () => {
    world = await ClockFlow.start();
    clock = world.clock('sa8');
    await world.deploy([]);
  });
  after(() => world.close());

  /** The next name that all open editors are told. */
  const nextName = async (id: string) => (await world.nodeRed.nextEvent(`lametric-device/${id}/name`)).data;
  const form = () => ({
    account: '',
    device: '',
    security: 'pinned',
    address: clock.address,
    apiKey: clock.apiKey,
  });

  it('are told to the editors as the clocks answer', async () => {
    clock.name = 'Pantry';
    const told = nextName(clockId(clock));
    await world.nodeRed.admin('GET', `lametric-device/${clockId(clock)}`);
    assert.equal(await told, 'Pantry');
  });

  it('are told as a test of the same clock finds them', async () => {
    clock.name = 'Cellar';
    const told = nextName(clockId(clock));
    await cardOf(world.nodeRed.admin('POST', `lametric-device/${clockId(clock)}/test`, form()));
    assert.equal(await told, 'Cellar');
  });

  it('are known after a restart while the clock is off', async () => {
    await world.nodeRed.nextSettings((settings) => JSON.stringify(settings).includes('Cellar'));
    await clock.unplug();
    await world.nodeRed.restart();
    const { state, name } = await cardOf(world.nodeRed.admin('GET', `lametric-device/${clockId(clock)}`));
    assert.deepEqual([state, name], ['offline', 'Cellar']);
    await clock.plugIn();
  });

  it('are not known of a clock that is off, which is not called by its address', async () => {
    await clock.unplug();
    const { name } = await cardOf(world.nodeRed.admin('POST', 'lametric-device/other/test', form()));
    assert.equal(name, null);
    await clock.plugIn();
  });

  it('are told at the Deploy of a clock that has passed its test, and forgotten with its node', async () => {
    clock.name = 'Attic';
    const { apiKey, ...properties } = form();
    await cardOf(world.nodeRed.admin('POST', 'lametric-device/new/test', form()));
    const told = nextName('new');
    const node = { id: 'new', type: 'lametric-device', name: 'Mine', ...properties, credentials: { apiKey } };
    await world.deploy([node]);
    assert.equal(await told, 'Attic');
    const forgotten = nextName('new');
    await world.deploy([]);
    assert.equal(await forgotten, '');
  });
});
