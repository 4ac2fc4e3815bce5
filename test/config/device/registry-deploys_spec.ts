import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type AccountConnection, accountInForm } from '../../../src/config/account/connection';
import { ClockRegistry } from '../../../src/config/device/registry';
import { settingsOf } from '../../../src/config/device/settings';
import { getDevice } from '../../../src/lametric/clock/requests';
import { RegistryWorld } from '../../helpers/clock-registry';
import { never } from '../../helpers/clocks';
import { useKeys, useNodeRed } from '../../helpers/flow-node';
import { errorOf } from '../../helpers/lametric';
import { MemoryStore, keyFrames } from '../../helpers/my-data';
import { passTimeUntil, settleSockets, stopTime } from '../../helpers/time';

/** A record in the form before the present one, which needs no proof. */
const RECORD = {
  version: 1,
  account: 'a',
  device: '2',
  fingerprint: null,
  name: 'Kitchen',
  address: '127.0.0.1:1',
  apiKey: 'key',
  serialNumber: 'SA8',
};

describe('The clock of a node, over its Deploys', () => {
  let world: RegistryWorld;

  useNodeRed();
  beforeEach(async () => {
    world = await RegistryWorld.start();
    useKeys(world.RED);
  });
  afterEach(async () => {
    sinon.restore();
    await world.close();
  });

  /** A registry that finds a record of the clock. @returns what would save it */
  const remembering = (record: object = RECORD) => {
    const { RED, id } = world;
    sinon.stub(RED.settings, 'available').returns(true);
    sinon
      .stub(RED.settings, 'get')
      .withArgs('lametricDevices')
      .returns({ [id]: record });
    const set = sinon.stub(RED.settings, 'set').resolves();
    return { registry: new ClockRegistry(RED), set };
  };
  const ofAccount = (apiKey = '') => settingsOf({ account: 'a', device: '2' }, { apiKey });
  /** An account that keeps no secrets. @param device as it lists the clock */
  const openAccount = (device: object = {}, prove = sinon.spy((record) => record)): AccountConnection => ({
    ...accountInForm(world.RED, ''),
    send: async (request) => request.parse(device),
    seal: (text) => text,
    unseal: (text) => text,
    prove,
    isProven: () => true,
  });

  it('keeps what the account has told of it where its key changes, in a form too', () => {
    const { registry } = remembering({ ...RECORD, apiKey: null });
    const deploy = (apiKey: string) =>
      registry.deploy(world.id, world.id, ofAccount(apiKey), accountInForm(world.RED, '', apiKey));
    const clock = deploy('old');
    assert.equal(deploy('new'), clock);
    assert.equal(clock.address, RECORD.address);
    assert.equal(registry.draft(world.id, ofAccount('newer')).address, RECORD.address);
  });

  it('has its record sealed by the account that it has now', async () => {
    const { registry } = remembering();
    const [before, now] = [sinon.spy((record) => record), sinon.spy((record) => record)];
    registry.deploy(world.id, world.id, ofAccount(), openAccount({}, before));
    const { certificate } = registry.deploy(world.id, world.id, ofAccount(), openAccount({}, now));
    await certificate.observe('AA');
    sinon.assert.called(now);
    sinon.assert.notCalled(before);
  });

  const listed = {
    id: 2,
    name: RECORD.name,
    ipv4_internal: RECORD.address,
    api_key: RECORD.apiKey,
    serial_number: RECORD.serialNumber,
  };
  for (const [isSaved, what, change, writes] of [
    ['not saved again', 'nothing else', {}, 0],
    ['saved once', 'another name', { name: 'Pantry' }, 1],
    ['saved once', 'another serial number', { serial_number: 'SA9' }, 1],
  ] as const) {
    it(`is ${isSaved} where the account tells ${what} of a clock that does not answer`, async () => {
      const { registry, set } = remembering();
      const clock = registry.deploy(world.id, world.id, ofAccount(), openAccount({ ...listed, ...change }));
      const time = stopTime();
      await passTimeUntil(errorOf(clock.send(getDevice, never())), time, 100);
      time.restore();
      await registry.settle();
      assert.equal(set.callCount, writes);
    });
  }

  it('reads and changes its own record alone, once its node means another one or was removed', async () => {
    const { registry } = remembering({ ...RECORD, fingerprint: 'AA' });
    const deploy = (device: string) =>
      registry.deploy(world.id, world.id, settingsOf({ account: 'a', device }, {}), openAccount());
    const first = deploy('2');
    const second = deploy('3');
    await second.certificate.observe('BB');
    await first.trust('CC');
    await registry.remove(world.id);
    await second.trust('DD');
    const third = deploy('3');
    const trusted = [first, second, third].map(({ certificate }) => certificate.trusted);
    assert.deepEqual(trusted, ['AA', 'BB', 'BB']);
  });

  it('is as it was where nothing has changed', async () => {
    const clock = world.deploy(world.kitchen);
    await clock.send(getDevice, never());
    assert.equal(world.deploy(world.kitchen), clock);
    assert.equal(clock.state, 'online');
  });

  it('is asked at once with another key, though it had wanted to be left alone', async () => {
    const clock = world.deploy(world.kitchen, { apiKey: 'old' });
    const busy = { status: 429, headers: { 'retry-after': '50' } };
    world.kitchen.fail('/api/v2/device', busy);
    assert.equal((await errorOf(clock.send(getDevice, never()))).code, 'RATE_LIMITED');
    world.deploy(world.kitchen);
    assert.equal((await clock.send(getDevice, never())).name, 'Kitchen');
  });

  it('tells of its quiet hours when these change', () => {
    const { quiet } = world.deploy(world.kitchen);
    let changes = 0;
    const stop = quiet.onChange(() => changes++);
    world.deploy(world.kitchen, {
      quiet: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00', allow: 'critical' }],
    });
    assert.equal(changes, 1);
    stop();
  });

  it('has no connection any more once its node was removed', async () => {
    await world.deploy(world.kitchen).send(getDevice, never());
    assert.equal(world.kitchen.connections, 1);
    await world.registry.remove(world.id);
    await settleSockets();
    assert.equal(world.kitchen.connections, 0);
  });

  it('takes the place of the one that a form has tested, whose connection ends', async () => {
    await world.test(world.kitchen);
    const clock = world.deploy(world.kitchen);
    await settleSockets();
    assert.equal(world.kitchen.connections, 0);
    await world.kitchen.changeCertificate();
    await world.registry.trust(world.id, world.kitchen.fingerprint);
    assert.equal(clock.certificate.trusted, world.kitchen.fingerprint);
  });

  it('takes the place of the one that was disabled, whose connection ends', async () => {
    await world.loadKitchen({ d: true });
    const disabled = world.registry.find(world.id);
    await disabled?.send(getDevice, never());
    world.deploy(world.kitchen);
    await settleSockets();
    assert.equal(world.kitchen.connections, 0);
    await world.registry.remove(world.id);
    assert.notEqual(world.registry.find(world.id), disabled);
  });

  it('does not trust what a form has trusted of another clock', async () => {
    const { certificate } = await world.test(world.office);
    assert.ok(certificate.trusted);
    const clock = world.deploy(world.kitchen);
    await world.registry.settle();
    assert.equal(clock.certificate.trusted, undefined);
  });

  it('trusts what the user has trusted in a form, and what a form has just met where nothing else is trusted', async () => {
    const draft = world.registry.draft(world.id, world.settings(world.kitchen));
    await draft.certificate.observe('AA');
    await world.deploy(world.kitchen).trust('BB');
    const deployTested = async () => {
      world.registry.keepDraft(world.id, draft);
      const { certificate } = world.deploy(world.kitchen);
      await settleSockets();
      return certificate.trusted;
    };
    assert.equal(await deployTested(), 'BB');
    await draft.trust('CC');
    assert.equal(await deployTested(), 'CC');
  });

  it('tells the editor of its keys under its node, and of no name of an instance of a subflow', async () => {
    const publish = sinon.stub(world.RED.comms, 'publish');
    const account = accountInForm(world.RED, '');
    const { myData } = world.registry.deploy('instance', world.id, world.settings(world.kitchen), account);
    myData.onChange();
    sinon.assert.calledOnceWithExactly(publish, `lametric-device/${world.id}/my-data`, true, false);
    await world.registry.remove('instance');
  });

  it('keeps the keys of a node that may use any clock, as long as that is there', async () => {
    const { myData } = world.deploy(world.kitchen);
    myData.open({ store: new MemoryStore(), isPolled: () => false });
    const leave = world.registry.keepKeys('node');
    const showing = myData.show('', 'node', keyFrames([{ text: 'a' }]), never()).catch(() => undefined);
    const start = async () => {
      world.RED.events.emit('flows:started', {});
      await settleSockets();
      return myData.list().flatMap(({ keys }) => keys.map(({ key }) => key));
    };
    await settleSockets();
    assert.deepEqual(await start(), ['node']);
    leave();
    assert.deepEqual(await start(), []);
    myData.close();
    await showing;
  });

  for (const [what, leave] of [
    ['means another one', () => world.deploy(world.office)],
    ['was removed', () => world.registry.remove(world.id)],
  ] as const) {
    it(`ends the notifications that wait for it once its node ${what}`, async () => {
      const { notifications } = world.deploy(world.kitchen);
      const end = sinon.spy(notifications, 'end');
      await leave();
      sinon.assert.calledOnceWithExactly(end);
    });
  }

  it('leaves the one that its node meant before without a connection', async () => {
    await world.deploy(world.office).send(getDevice, never());
    world.deploy(world.kitchen);
    await settleSockets();
    assert.equal(world.office.connections, 0);
  });
});
