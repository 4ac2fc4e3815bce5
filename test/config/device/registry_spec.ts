import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import sinon from 'sinon';
import { deviceNode } from '../../../harness/clock';
import type { Clock as SimulatedClock } from '../../../simulator/clock/clock';
import { ClockMemory } from '../../../src/config/device/clock-record';
import { ClockRegistry } from '../../../src/config/device/registry';
import { getDevice } from '../../../src/lametric/clock/requests';
import { accountInForm } from '../../../src/config/account/connection';
import { isObject } from '../../../src/lametric/guards';
import { startClock } from '../../helpers/clock';
import { RegistryWorld } from '../../helpers/clock-registry';
import { never } from '../../helpers/clocks';
import { useKeys, useNodeRed } from '../../helpers/flow-node';
import { errorOf } from '../../helpers/lametric';
import { MemoryStore, values } from '../../helpers/my-data';
import { passTimeUntil, settleSockets, stopTime } from '../../helpers/time';

describe('The clocks of a Node-RED', () => {
  let world: RegistryWorld;

  useNodeRed();
  beforeEach(async () => {
    world = await RegistryWorld.start();
  });
  afterEach(async () => {
    sinon.restore();
    await world.close();
  });

  describe('in a form', () => {
    it('keep their certificate where another key is typed', async () => {
      await world.test(world.kitchen);
      await world.kitchen.changeCertificate();
      const { code } = await errorOf(world.test(world.kitchen, { apiKey: 'other' }));
      assert.equal(code, 'CERTIFICATE_CHANGED');
    });

    it('are the same at a second test, and trust the same with another key', async () => {
      const draft = await world.test(world.kitchen);
      assert.equal(world.registry.draft(world.id, world.settings(world.kitchen)), draft);
      const other = world.registry.draft(world.id, world.settings(world.kitchen, { apiKey: 'other' }));
      assert.notEqual(other, draft);
      assert.equal(other.certificate.trusted, world.kitchen.fingerprint);
    });

    it('trust what the deployed one trusts', async () => {
      await world.deploy(world.kitchen).send(getDevice, never());
      await world.registry.settle();
      const draft = world.registry.draft(world.id, world.settings(world.kitchen, { apiKey: 'other' }));
      assert.equal(draft.certificate.trusted, world.kitchen.fingerprint);
    });

    it('are met for the first time where one comes after another, though their keys are the same', async () => {
      await world.test(world.kitchen);
      const other = world.registry.draft(
        world.id,
        world.settings(world.office, { apiKey: world.kitchen.apiKey }),
      );
      assert.equal(other.address, world.office.address);
      assert.equal(other.certificate.trusted, undefined);
    });

    it('are trusted at first contact only once it is known what others trust', async () => {
      const { certificate } = world.registry.draft(world.id, world.settings(world.kitchen));
      const ready = sinon.stub(ClockMemory.prototype, 'ready').rejects(new Error('away'));
      await assert.rejects(certificate.observe('AA'), /away/);
      assert.equal(certificate.trusted, undefined);
      ready.restore();
      await world.deploy(world.kitchen).trust('BB');
      await certificate.observe('AA');
      assert.equal(certificate.trusted, 'BB');
    });

    it('give way to the deployed one once that is tested', async () => {
      await world.loadKitchen();
      const draft = await world.test(world.office);
      assert.equal(world.registry.draft(world.id, world.settings(world.office)), draft);
      await world.test(world.kitchen);
      await world.kitchen.changeCertificate();
      assert.ok(await world.registry.trust(world.id, world.kitchen.fingerprint));
      assert.equal(world.registry.find(world.id)?.certificate.trusted, world.kitchen.fingerprint);
    });
  });

  it('are the same at every look while they are disabled, until their nodes say something else', async () => {
    await world.loadKitchen({ d: true });
    const clock = world.registry.find(world.id);
    assert.ok(clock);
    assert.equal(world.registry.find(world.id), clock);
    sinon.stub(world.RED.nodes, 'getCredentials').returns({ apiKey: 'other' });
    const changed = world.registry.find(world.id);
    assert.ok(changed);
    assert.equal((await errorOf(changed.send(getDevice, never()))).code, 'NOT_AUTHORIZED');
  });

  it('leave their record to the next one, where they were disabled', async () => {
    await world.loadKitchen({ d: true });
    const first = world.registry.find(world.id);
    sinon.stub(world.RED.nodes, 'getCredentials').returns({ apiKey: 'other' });
    const second = world.registry.find(world.id);
    await first?.trust('AA');
    const running = world.deploy(world.kitchen);
    await second?.trust('BB');
    assert.equal(running.certificate.trusted, undefined);
    await world.registry.remove(world.id);
  });

  it('stand in the log where they cannot be saved', async () => {
    useKeys(world.RED);
    const warn = sinon.stub(world.RED.log, 'warn');
    sinon.stub(world.RED.settings, 'available').returns(true);
    sinon.stub(world.RED.settings, 'get').returns({});
    const set = sinon.stub(world.RED.settings, 'set').rejects(new Error('EACCES'));
    const saving = new ClockRegistry(world.RED);
    const each = world.settings(world.kitchen);
    const { certificate } = saving.deploy(
      world.id,
      world.id,
      each,
      accountInForm(world.RED, '', each.apiKey),
    );
    await certificate.observe('AA');
    assert.match(String(warn.lastCall?.args), /^device\.not-saved .*EACCES/);
    set.resetHistory();
    set.resolves();
    await saving.settle();
    assert.deepEqual(Object.keys(Object(set.lastCall.args[1])), [world.id]);
    assert.equal(warn.callCount, 1);
  });

  it('are saved before their nodes have closed', async () => {
    await world.loadKitchen();
    let save = () => {};
    sinon.stub(world.registry, 'settle').returns(new Promise<void>((resolve) => (save = resolve)));
    let isOver = false;
    const closing = helper
      .getNode(world.id)
      .close(false)
      .then(() => (isOver = true));
    await settleSockets();
    assert.equal(isOver, false);
    save();
    await closing;
  });

  it('are trusted once that is saved', async () => {
    const clock = world.deploy(world.kitchen);
    let save = () => {};
    sinon.stub(clock, 'trust').returns(new Promise<void>((resolve) => (save = resolve)));
    let isOver = false;
    const trusting = world.registry.trust(world.id, world.kitchen.fingerprint).then(() => (isOver = true));
    await clock.showCertificate();
    await settleSockets();
    assert.equal(isOver, false);
    save();
    await trusting;
  });

  it('have their records written anew as they are deployed, where these are of an earlier form', async () => {
    const renew = sinon.spy(ClockMemory.prototype, 'renew');
    world.deploy(world.kitchen);
    await settleSockets();
    assert.equal(renew.callCount, 1);
  });

  it('have the first certificate, whatever comes at the same time', async () => {
    const { certificate } = world.deploy(world.kitchen);
    await Promise.all([certificate.observe('AA'), certificate.observe('BB')]);
    assert.equal(certificate.trusted, 'AA');
  });

  it('stay the same with another key, and are what is remembered of them', async () => {
    const clock = world.deploy(world.kitchen, { apiKey: 'old' });
    await errorOf(clock.send(getDevice, never()));
    assert.equal(clock.state, 'refused');
    assert.equal(world.deploy(world.kitchen), clock);
    assert.equal(clock.state, 'unknown');
    assert.equal((await clock.send(getDevice, never())).name, 'Kitchen');
    assert.notEqual(world.deploy(world.office), clock);
  });

  it('are offline to the editor where they say nothing for five seconds', async () => {
    const silent = await startClock('http');
    silent.answer = () => undefined;
    await helper.unload();
    const address = `127.0.0.1:${silent.port}`;
    const node = deviceNode(undefined, { id: world.id, account: '', device: '', address, security: 'http' });
    await world.load([node], { [world.id]: { apiKey: 'key' } });
    const time = stopTime();
    const looking = Promise.resolve(helper.request().get(`/lametric-device/${world.id}`));
    const { body } = await passTimeUntil(looking, time, 100);
    time.restore();
    assert.ok(isObject(body));
    assert.equal(body['state'], 'offline');
    await silent.close();
  });

  it('leave nothing on the clock that their node meant before, and show it on the next', async () => {
    const store = new MemoryStore();
    const show = async (clock: SimulatedClock, key: string) => {
      const { myData } = world.deploy(clock);
      myData.open({ store, isPolled: () => false });
      await world.registry.trust(world.id, clock.fingerprint);
      await myData.show('', key, values(key), never());
      myData.close();
    };
    const shown = (clock: SimulatedClock) => clock.apps.myData.frames().map(({ text }) => text);
    await show(world.kitchen, 'a');
    await show(world.office, 'b');
    assert.deepEqual([shown(world.kitchen), shown(world.office)], [['-'], ['a', 'b']]);
  });

  it('end a test frame that a form has sent before the Deploy', async () => {
    const draft = await world.test(world.kitchen);
    const time = stopTime();
    await passTimeUntil(draft.myData.test('', [{ text: 'Test' }], never()), time);
    const { myData } = world.deploy(world.kitchen);
    myData.open({ store: new MemoryStore(), isPolled: () => false });
    const shown = myData.show('', 'a', values('1'), never());
    assert.deepEqual(world.kitchen.apps.myData.frames(), [{ index: 0, text: 'Test' }]);
    await passTimeUntil(shown, time);
    await passTimeUntil(new Promise((resolve) => setTimeout(resolve, 20_000)), time, 1000);
    assert.deepEqual(world.kitchen.apps.myData.frames(), [{ index: 0, text: '1' }]);
    myData.close();
  });

  it('have records that go a month after their nodes', async () => {
    const orphanedAt = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString();
    const records = { gone: { version: 1, orphanedAt, orphanedDays: 29 } };
    sinon.stub(world.RED.settings, 'available').returns(true);
    sinon.stub(world.RED.settings, 'get').withArgs('lametricDevices').returns(records);
    const set = sinon.stub(world.RED.settings, 'set').resolves();
    const time = sinon.useFakeTimers({ toFake: ['setInterval'] });
    const begun = new ClockRegistry(world.RED);
    time.tick(60 * 60 * 1000);
    time.restore();
    await settleSockets();
    await begun.settle();
    // The registries of other tests save theirs again as well.
    assert.ok(set.calledWithExactly('lametricDevices', {}));
  });
});
