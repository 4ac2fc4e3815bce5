import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import sinon from 'sinon';
import { deviceNode } from '../../../harness/clock';
import type { Clock as SimulatedClock } from '../../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { ClockMemory } from '../../../src/config/device/clock-record';
import registerDevice from '../../../src/config/device/device';
import { ClockRegistry, registries } from '../../../src/config/device/registry';
import { settingsOf } from '../../../src/config/device/settings';
import { getDevice } from '../../../src/lametric/clock/requests';
import { accountInForm } from '../../../src/config/account/connection';
import { isObject } from '../../../src/lametric/guards';
import { startClock } from '../../helpers/clock';
import { never } from '../../helpers/clocks';
import { useKeys, useNodeRed } from '../../helpers/flow-node';
import { errorOf } from '../../helpers/lametric';
import { MemoryStore, values } from '../../helpers/my-data';
import { passTimeUntil, settleSockets, stopTime } from '../../helpers/time';

describe('The clocks of a Node-RED', () => {
  let simulator: Simulator;
  let kitchen: SimulatedClock;
  let office: SimulatedClock;
  let RED: NodeAPI;
  let registry: ClockRegistry;
  let id: string;
  let tests = 0;

  useNodeRed();
  beforeEach(async () => {
    simulator = await startSimulator();
    const [first, second] = simulator.clocks;
    assert.ok(first && second);
    [office, kitchen] = [first, second];
    // The record of an id is there again in the next test.
    id = `clock-${tests++}`;
    await load([]);
  });
  afterEach(async () => {
    sinon.restore();
    await simulator.close();
  });

  const loadKitchen = async (changes: object = {}) => {
    await helper.unload();
    const { address, apiKey } = kitchen;
    const node = deviceNode(undefined, { id, account: '', device: '', address });
    await load([{ ...node, ...changes }], { [id]: { apiKey } });
  };
  const load = async (flow: ReturnType<typeof deviceNode>[], credentials = {}) => {
    const capture = (node: NodeAPI) => {
      RED = node;
    };
    await helper.load([capture, registerDevice], flow, credentials);
    // Each test adds its own to those of the others.
    RED.events.setMaxListeners(0);
    registry = registries.get(RED.httpAdmin) ?? assert.fail('There is no registry');
  };
  const settings = ({ address, apiKey }: SimulatedClock, changes: { apiKey?: string } = {}) =>
    settingsOf({ address }, { apiKey, ...changes });
  const deploy = (clock: SimulatedClock, changes: { apiKey?: string } = {}) => {
    const each = settings(clock, changes);
    return registry.deploy(id, id, each, accountInForm(RED, '', each.apiKey));
  };
  /** Tests a clock as a form does. */
  const test = async (clock: SimulatedClock, changes: { apiKey?: string } = {}) => {
    const draft = registry.draft(id, settings(clock, changes));
    await draft.send(getDevice, never());
    registry.keepDraft(id, draft);
    return draft;
  };

  describe('in a form', () => {
    it('keep their certificate where another key is typed', async () => {
      await test(kitchen);
      await kitchen.changeCertificate();
      const { code } = await errorOf(test(kitchen, { apiKey: 'other' }));
      assert.equal(code, 'CERTIFICATE_CHANGED');
    });

    it('are the same at a second test, and trust the same with another key', async () => {
      const draft = await test(kitchen);
      assert.equal(registry.draft(id, settings(kitchen)), draft);
      const other = registry.draft(id, settings(kitchen, { apiKey: 'other' }));
      assert.notEqual(other, draft);
      assert.equal(other.certificate.trusted, kitchen.fingerprint);
    });

    it('trust what the deployed one trusts', async () => {
      await deploy(kitchen).send(getDevice, never());
      await registry.settle();
      const draft = registry.draft(id, settings(kitchen, { apiKey: 'other' }));
      assert.equal(draft.certificate.trusted, kitchen.fingerprint);
    });

    it('are met for the first time where one comes after another, though their keys are the same', async () => {
      await test(kitchen);
      const other = registry.draft(id, settings(office, { apiKey: kitchen.apiKey }));
      assert.equal(other.address, office.address);
      assert.equal(other.certificate.trusted, undefined);
    });

    it('give way to the deployed one once that is tested', async () => {
      await loadKitchen();
      await test(office);
      await test(kitchen);
      await kitchen.changeCertificate();
      assert.ok(await registry.trust(id, kitchen.fingerprint));
      assert.equal(registry.find(id)?.certificate.trusted, kitchen.fingerprint);
    });
  });

  it('are the same at every look while they are disabled, until their nodes say something else', async () => {
    await loadKitchen({ d: true });
    const clock = registry.find(id);
    assert.ok(clock);
    assert.equal(registry.find(id), clock);
    sinon.stub(RED.nodes, 'getCredentials').returns({ apiKey: 'other' });
    const changed = registry.find(id);
    assert.ok(changed);
    assert.equal((await errorOf(changed.send(getDevice, never()))).code, 'NOT_AUTHORIZED');
  });

  it('stand in the log where they cannot be saved', async () => {
    useKeys(RED);
    const warn = sinon.stub(RED.log, 'warn');
    sinon.stub(RED.settings, 'available').returns(true);
    sinon.stub(RED.settings, 'get').returns({});
    const set = sinon.stub(RED.settings, 'set').rejects(new Error('EACCES'));
    const saving = new ClockRegistry(RED);
    const each = settings(kitchen);
    const { certificate } = saving.deploy(id, id, each, accountInForm(RED, '', each.apiKey));
    await certificate.observe('AA');
    assert.match(String(warn.lastCall?.args), /^device\.not-saved .*EACCES/);
    set.resolves();
    await saving.settle();
    assert.equal(warn.callCount, 1);
  });

  it('are saved before their nodes have closed', async () => {
    await loadKitchen();
    let save = () => {};
    sinon.stub(registry, 'settle').returns(new Promise((resolve) => (save = resolve)));
    let isOver = false;
    const closing = helper
      .getNode(id)
      .close(false)
      .then(() => (isOver = true));
    await settleSockets();
    assert.equal(isOver, false);
    save();
    await closing;
  });

  it('are trusted once that is saved', async () => {
    const clock = deploy(kitchen);
    let save = () => {};
    sinon.stub(clock, 'trust').returns(new Promise((resolve) => (save = resolve)));
    let isOver = false;
    const trusting = registry.trust(id, kitchen.fingerprint).then(() => (isOver = true));
    await clock.showCertificate();
    await settleSockets();
    assert.equal(isOver, false);
    save();
    await trusting;
  });

  it('have their records written anew as they are deployed, where these are of an earlier form', async () => {
    const renew = sinon.spy(ClockMemory.prototype, 'renew');
    deploy(kitchen);
    await settleSockets();
    assert.equal(renew.callCount, 1);
  });

  it('have the first certificate, whatever comes at the same time', async () => {
    const { certificate } = deploy(kitchen);
    await Promise.all([certificate.observe('AA'), certificate.observe('BB')]);
    assert.equal(certificate.trusted, 'AA');
  });

  it('stay the same with another key, and are what is remembered of them', async () => {
    const clock = deploy(kitchen, { apiKey: 'old' });
    await errorOf(clock.send(getDevice, never()));
    assert.equal(clock.state, 'refused');
    assert.equal(deploy(kitchen), clock);
    assert.equal(clock.state, 'unknown');
    assert.equal((await clock.send(getDevice, never())).name, 'Kitchen');
    assert.notEqual(deploy(office), clock);
  });

  it('keep what the account has told of them with another key', async () => {
    const found = { version: 1, account: 'a', device: '2', fingerprint: null, name: 'Kitchen', apiKey: null };
    const records = { [id]: { ...found, address: '10.0.0.7' } };
    sinon.stub(RED.settings, 'available').returns(true);
    sinon.stub(RED.settings, 'get').withArgs('lametricDevices').returns(records);
    const remembering = new ClockRegistry(RED);
    const deployWith = (apiKey: string) => {
      const each = settingsOf({ account: 'a', device: '2' }, { apiKey });
      return remembering.deploy(id, id, each, accountInForm(RED, '', apiKey));
    };
    const clock = deployWith('old');
    assert.equal(deployWith('new'), clock);
    assert.equal(clock.address, '10.0.0.7');
  });

  it('have no connection any more once their node was removed', async () => {
    await deploy(kitchen).send(getDevice, never());
    assert.equal(kitchen.connections, 1);
    registry.remove(id);
    while (kitchen.connections > 0) await settleSockets(1);
  });

  it('are offline to the editor where they say nothing for five seconds', async () => {
    const silent = await startClock('http');
    silent.answer = () => undefined;
    await helper.unload();
    const address = `127.0.0.1:${silent.port}`;
    const node = deviceNode(undefined, { id, account: '', device: '', address, security: 'http' });
    await load([node], { [id]: { apiKey: 'key' } });
    const time = stopTime();
    const looking = Promise.resolve(helper.request().get(`/lametric-device/${id}`));
    const { body } = await passTimeUntil(looking, time, 100);
    time.restore();
    assert.ok(isObject(body));
    assert.equal(body['state'], 'offline');
    await silent.close();
  });

  it('leave nothing on the clock that their node meant before, and show it on the next', async () => {
    const store = new MemoryStore();
    const show = async (clock: SimulatedClock, key: string) => {
      const { myData } = deploy(clock);
      myData.open({ store, isPolled: () => false });
      await registry.trust(id, clock.fingerprint);
      await myData.show('', key, values(key), never());
      myData.close();
    };
    const shown = (clock: SimulatedClock) => clock.apps.myData.frames().map(({ text }) => text);
    await show(kitchen, 'a');
    await show(office, 'b');
    assert.deepEqual([shown(kitchen), shown(office)], [['-'], ['a', 'b']]);
  });

  it('end a test frame that a form has sent before the Deploy', async () => {
    const draft = await test(kitchen);
    const time = stopTime();
    await passTimeUntil(draft.myData.test('', [{ text: 'Test' }], never()), time);
    const { myData } = deploy(kitchen);
    myData.open({ store: new MemoryStore(), isPolled: () => false });
    const shown = myData.show('', 'a', values('1'), never());
    assert.deepEqual(kitchen.apps.myData.frames(), [{ index: 0, text: 'Test' }]);
    await passTimeUntil(shown, time);
    await passTimeUntil(new Promise((resolve) => setTimeout(resolve, 20_000)), time, 1000);
    assert.deepEqual(kitchen.apps.myData.frames(), [{ index: 0, text: '1' }]);
    myData.close();
  });

  it('have records that go a month after their nodes', async () => {
    const orphanedAt = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString();
    const records = { gone: { version: 1, orphanedAt, orphanedDays: 29 } };
    sinon.stub(RED.settings, 'available').returns(true);
    sinon.stub(RED.settings, 'get').withArgs('lametricDevices').returns(records);
    const set = sinon.stub(RED.settings, 'set').resolves();
    const time = sinon.useFakeTimers({ toFake: ['setInterval'] });
    const begun = new ClockRegistry(RED);
    time.tick(60 * 60 * 1000);
    time.restore();
    await settleSockets();
    await begun.settle();
    // The registries of other tests save theirs again as well.
    assert.ok(set.calledWithExactly('lametricDevices', {}));
  });
});
