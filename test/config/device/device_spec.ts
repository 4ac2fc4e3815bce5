import assert from 'node:assert/strict';
import { connect } from '../../../harness/account';
import { deviceNode } from '../../../harness/clock';
import { freeHost } from '../../../simulator/clock/free-host';
import type { Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { NOTIFICATION, cardOf } from '../../helpers/device-routes';
import { RoutesWorld } from '../../helpers/routes';

describe('lametric-device', () => {
  let world: RoutesWorld;
  let kitchen: Clock;
  let tests = 0;
  /** Of its own for each test, because a clock's record outlives its node. */
  let id: string;
  let ofClock: string;

  before(async () => {
    world = await RoutesWorld.start();
    kitchen = world.simulator.clocks[1] ?? assert.fail('There is no such clock.');
  });
  beforeEach(async () => {
    id = `clock-${tests++}`;
    ofClock = `lametric-device/${id}`;
    await connect(world.nodeRed, world.simulator);
    await world.deploy(deviceNode(kitchen.id, { id }));
    world.simulator.clearRequests();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const state = async (of = ofClock) => (await cardOf(world.get(of)))['state'];

  const lookUps = () => world.simulator.countRequests('GET', `/api/v2/users/me/devices/${kitchen.id}`);

  /** Waits until the clock's record is on the disk. */
  const saved = () =>
    world.nodeRed.nextSettings((settings) => {
      const clocks = isObject(settings) ? settings['lametricDevices'] : undefined;
      const record = isObject(clocks) ? clocks[id] : undefined;
      return isObject(record) && record['fingerprint'] === kitchen.fingerprint;
    });

  it('works after a restart without internet, and keeps no readable key', async () => {
    assert.equal(await state(), 'online');
    assert.ok(!JSON.stringify(await saved()).includes(kitchen.apiKey));
    world.simulator.clearRequests();
    world.simulator.fail('/*', { cutAfter: 0 }, Infinity);
    await world.nodeRed.restart();
    assert.equal(await state(), 'online');
    await cardOf(world.post(`${ofClock}/notifications`, NOTIFICATION));
    assert.deepEqual(world.simulator.requests, []);
  });

  it('remembers the certificate after a restart', async () => {
    await state();
    await saved();
    await kitchen.changeCertificate();
    await world.nodeRed.restart();
    kitchen.clearRequests();
    assert.equal(await state(), 'certificate');
    assert.deepEqual(kitchen.requests, []);
  });

  it('goes on as before after a Deploy', async () => {
    await state();
    await world.deploy(deviceNode(kitchen.id, { id }), { id: 'more', type: 'tab', label: 'More' });
    await kitchen.changeCertificate();
    assert.equal(await state(), 'certificate');
    assert.equal(lookUps(), 2);
  });

  it('leaves a clock alone as long as it asked for, whatever is deployed', async () => {
    kitchen.fail('/api/v2/device', { status: 429, headers: { 'retry-after': '86400' } });
    await state();
    kitchen.clearRequests();
    await world.deploy(deviceNode(kitchen.id, { id, name: 'Another name' }));
    const { message } = await cardOf(world.get(ofClock));
    assert.match(String(message), /Another name.*Next try/);
    assert.deepEqual(kitchen.requests, []);
  });

  it('shows what its forms send, in quiet hours too, and tells them the time zone of Node-RED', async () => {
    await world.nodeRed.restart({ env: { TZ: 'Asia/Tokyo' } });
    const always = { days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00', allow: 'critical' };
    await world.deploy(deviceNode(kitchen.id, { id, quiet: [always] }));
    assert.equal((await cardOf(world.get(ofClock)))['timezone'], 'Asia/Tokyo');
    assert.equal((await cardOf(world.get('lametric-device/unknown')))['timezone'], 'Asia/Tokyo');
    kitchen.queue.clear();
    await cardOf(world.post(`${ofClock}/notifications`, NOTIFICATION));
    assert.equal(kitchen.queue.all.length, 1);
  });

  it('finds a clock that has moved, whatever the instance', async () => {
    await state();
    await kitchen.moveTo(freeHost());
    await world.deploy(deviceNode(kitchen.id, { id }));
    assert.equal(await state(), 'online');
    assert.equal((await cardOf(world.get(ofClock)))['address'], kitchen.address);
  });

  it('answers while it is disabled, as it is set up by then', async () => {
    const [office] = world.simulator.clocks;
    assert.ok(office);
    const name = async () => (await cardOf(world.get(ofClock)))['name'];
    assert.equal(await name(), kitchen.name);
    for (const clock of [office, kitchen, office]) {
      await world.deploy(deviceNode(clock.id, { id, d: true }));
      assert.equal(await name(), clock.name);
    }
  });

  it('takes its properties from environment variables', async () => {
    const env = { CLOCK_ADDRESS: kitchen.address, CLOCK_KEY: kitchen.apiKey };
    await world.nodeRed.restart({ env });
    const properties = { account: '', device: '', address: '${CLOCK_ADDRESS}' };
    const credentials = { apiKey: '${CLOCK_KEY}' };
    await world.deploy(deviceNode(undefined, { id, ...properties, credentials }));
    assert.equal(await state(), 'online');
    await world.deploy(deviceNode(undefined, { id, ...properties, credentials, d: true }));
    assert.equal(await state(), 'online');
  });

  it('is known by the id of the template where it is in a subflow', async () => {
    const typed = { id: 'inner', z: 'sub', account: '', device: '', address: '${ADDRESS}' };
    await world.deploy(
      { id: 'sub', type: 'subflow', name: 'Clock', in: [], out: [], env: [{ name: 'ADDRESS', type: 'str' }] },
      deviceNode(undefined, { ...typed, credentials: { apiKey: kitchen.apiKey } }),
      {
        id: 'instance',
        type: 'subflow:sub',
        z: 'flow',
        x: 100,
        y: 100,
        wires: [],
        env: [{ name: 'ADDRESS', value: kitchen.address, type: 'str' }],
      },
    );
    assert.equal(await state('lametric-device/inner'), 'online');
  });
});
