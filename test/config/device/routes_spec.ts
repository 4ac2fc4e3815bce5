import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../../harness/account';
import { deviceNode } from '../../../harness/clock';
import type { Clock } from '../../../simulator/clock/clock';
import { NOTIFICATIONS } from '../../helpers/clocks';
import { NOTIFICATION, cardOf } from '../../helpers/device-routes';
import { INVALID_INPUT, RoutesWorld, errorOf, messageOf } from '../../helpers/routes';

describe("The clocks' admin endpoints", () => {
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
    await world.deploy();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** As the form has it when the clock is chosen from the account. */
  const chosen = () => ({
    account: ACCOUNT,
    device: String(kitchen.id),
    address: '',
    security: 'pinned',
    apiKey: '',
  });

  /** Deploys the kitchen's clock, by its address and key. */
  const deployTyped = () =>
    world.deploy(
      deviceNode(undefined, {
        id,
        account: '',
        device: '',
        address: kitchen.address,
        credentials: { apiKey: kitchen.apiKey },
      }),
    );

  const known = (properties: object = {}) => ({
    state: 'online',
    name: 'Kitchen',
    model: 'sa8',
    serialNumber: kitchen.serialNumber,
    osVersion: '3.2.6',
    update: null,
    settings: [
      'brightness',
      'brightnessMode',
      'display',
      'screensaver',
      'volume',
      'bluetooth',
      'bluetoothName',
      'mode',
    ],
    signal: 64,
    address: kitchen.address,
    security: 'pinned',
    fingerprint: kitchen.fingerprint,
    trusted: kitchen.fingerprint,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    message: null,
    ...properties,
  });

  describe('before the first Deploy,', () => {
    it('know a clock once it has passed its test, and nothing of it is saved', async () => {
      assert.equal((await cardOf(world.get(ofClock)))['state'], 'unconfigured');
      assert.deepEqual(await cardOf(world.post(`${ofClock}/test`, chosen())), known());
      assert.deepEqual(await cardOf(world.get(ofClock)), known());
      const shown = await cardOf(world.post(`${ofClock}/notifications`, NOTIFICATION));
      assert.deepEqual(shown, { id: kitchen.queue.onDisplay?.queued.id });
      assert.ok('com.lametric.clock' in (await cardOf(world.get(`${ofClock}/apps`))));
      const settings = await world.nodeRed.settingsFile();
      assert.ok(!JSON.stringify(settings).includes(id));
    });

    it('know none that has not passed its test', async () => {
      await kitchen.unplug();
      // The retries may end before the time for the test does, or after it: the answer is the same.
      const card = await cardOf(world.post(`${ofClock}/test`, chosen()));
      assert.deepEqual([card['state'], card['fingerprint']], ['offline', null]);
      assert.match(
        String(card['message']),
        /^LaMetric clock "Kitchen": check its power, its Wi-Fi and its address\./,
      );
      assert.equal((await cardOf(world.get(ofClock)))['state'], 'unconfigured');
    });

    it('know none that refuses the key', async () => {
      const form = { ...chosen(), account: '', device: '', address: kitchen.address, apiKey: 'other' };
      assert.equal((await cardOf(world.post(`${ofClock}/test`, form)))['state'], 'refused');
      assert.equal((await cardOf(world.get(ofClock)))['state'], 'unconfigured');
    });

    it('keep the certificate of the test for the clock that is deployed then', async () => {
      await world.post(`${ofClock}/test`, chosen());
      await kitchen.changeCertificate();
      await world.deploy(deviceNode(kitchen.id, { id }));
      assert.equal((await cardOf(world.get(ofClock)))['state'], 'certificate');
    });

    it('know the latest 32 of them', async () => {
      const form = { ...chosen(), address: kitchen.address, apiKey: kitchen.apiKey };
      for (let count = 0; count <= 32; count++) await world.post(`lametric-device/new-${count}/test`, form);
      const state = async (other: string) => (await cardOf(world.get(`lametric-device/${other}`)))['state'];
      assert.equal(await state('new-0'), 'unconfigured');
      assert.equal(await state('new-1'), 'online');
    });

    it('say what is wrong with the account', async () => {
      await world.reset();
      const { state, message } = await cardOf(world.post(`${ofClock}/test`, chosen()));
      assert.equal(state, 'unknown');
      assert.match(String(message), /^LaMetric account: click Connect in its dialog\./);
    });

    it('ask for a clock where there is none', async () => {
      const { state, message } = await cardOf(world.post(`${ofClock}/test`, {}));
      assert.equal(state, 'unconfigured');
      assert.match(String(message), /not set up/);
      assert.deepEqual(errorOf(await world.get(`${ofClock}/apps`)), [409, 'NOT_CONFIGURED']);
    });
  });

  describe('of a deployed clock,', () => {
    it('answer how it is, for http too', async () => {
      await world.deploy(deviceNode(kitchen.id, { id }));
      assert.deepEqual(await cardOf(world.get(ofClock)), known());
      const http = { address: new URL(kitchen.httpUrl).host, security: 'http' };
      await world.deploy(deviceNode(kitchen.id, { id, ...http }));
      const expected = known({ ...http, fingerprint: null, trusted: null });
      assert.deepEqual(await cardOf(world.get(ofClock)), expected);
    });

    it('tell its serial number once it is known', async () => {
      await deployTyped();
      const numbers = async () => (await world.nodeRed.admin('GET', 'lametric-device/serial-numbers')).body;
      assert.deepEqual(await numbers(), {});
      await world.nodeRed.admin('GET', ofClock);
      assert.deepEqual(await numbers(), { [id]: kitchen.serialNumber });
    });

    it('send the stored key to no other address', async () => {
      await deployTyped();
      const form = {
        account: '',
        device: '',
        address: kitchen.address,
        security: 'pinned',
        apiKey: '__PWRD__',
      };
      assert.deepEqual(await cardOf(world.post(`${ofClock}/test`, form)), known());
      const other = world.simulator.clocks[2] ?? assert.fail('There is no such clock.');
      for (const change of [{ address: other.address }, { security: 'http' }, { device: '18' }]) {
        const answer = await world.post(`${ofClock}/test`, { ...form, ...change });
        assert.deepEqual(errorOf(answer), INVALID_INPUT, JSON.stringify(change));
      }
      assert.deepEqual(other.requests, []);
    });

    it('say that it refuses the key, and do not say the key', async () => {
      await deployTyped();
      const key = kitchen.apiKey;
      kitchen.renewKey();
      const card = await cardOf(world.get(ofClock));
      assert.equal(card['state'], 'refused');
      assert.ok(!JSON.stringify(card).includes(key));
      assert.deepEqual(errorOf(await world.get(`${ofClock}/apps`)), [409, 'NOT_AUTHORIZED']);
    });

    it('trust another certificate only while the clock shows it', async () => {
      await world.deploy(deviceNode(kitchen.id, { id }));
      await world.get(ofClock);
      const before = kitchen.fingerprint;
      await kitchen.changeCertificate();
      assert.deepEqual(
        await cardOf(world.get(ofClock)),
        known({
          state: 'certificate',
          model: null,
          settings: null,
          serialNumber: null,
          osVersion: null,
          signal: null,
          trusted: before,
          message: (await cardOf(world.get(ofClock)))['message'],
        }),
      );
      const trust = (fingerprint: string) => world.post(`${ofClock}/trust`, { fingerprint });
      assert.equal((await trust(before)).status, 409);
      assert.equal((await trust(kitchen.fingerprint)).status, 204);
      assert.deepEqual(await cardOf(world.get(ofClock)), known());
    });

    it('cut no message for a certificate that the clock does not show', async () => {
      await deployTyped();
      await world.get(ofClock);
      kitchen.fail(NOTIFICATIONS, { delay: 1000, afterEffect: true });
      const sending = world.post(`${ofClock}/notifications`, NOTIFICATION);
      await kitchen.requested('POST', NOTIFICATIONS);
      const wrong = kitchen.fingerprint.replaceAll(/./g, (digit) => (digit === ':' ? ':' : '0'));
      assert.equal((await world.post(`${ofClock}/trust`, { fingerprint: wrong })).status, 409);
      assert.equal((await sending).status, 200);
    });

    it('share the connections of a clock that is disabled, however often it is looked at', async () => {
      await world.deploy(deviceNode(kitchen.id, { id, d: true }));
      const before = kitchen.connections;
      await Promise.all(Array.from({ length: 60 }, () => world.get(ofClock)));
      assert.equal(kitchen.connections - before, 1);
    });

    it('name the account where that is the problem', async () => {
      const home = { ...accountNode(world.simulator), id: 'home', name: 'Home' };
      await world.deploy(home, deviceNode(kitchen.id, { id, account: 'home' }));
      assert.match(messageOf(await world.get(`${ofClock}/apps`)), /^LaMetric account "Home": /);
    });

    it('tell of its apps, but not the settings of their widgets', async () => {
      await deployTyped();
      const { body } = await world.get(`${ofClock}/apps`);
      assert.match(JSON.stringify(body), /widgets/);
      assert.doesNotMatch(JSON.stringify(body), /"settings":/);
    });

    it('trust the certificate of the clock in the form, before that is deployed, and leave the deployed one alone', async () => {
      await deployTyped();
      await world.get(ofClock);
      const [office] = world.simulator.clocks;
      assert.ok(office);
      const { address, apiKey } = office;
      const form = { account: '', device: '', address, security: 'pinned', apiKey };
      const stateInForm = async () => (await cardOf(world.post(`${ofClock}/test`, form)))['state'];
      assert.equal(await stateInForm(), 'certificate');
      const { fingerprint } = office;
      assert.equal((await world.post(`${ofClock}/trust`, { fingerprint })).status, 204);
      assert.equal(await stateInForm(), 'online');
      assert.deepEqual(await cardOf(world.get(ofClock)), known());
      await world.deploy(deviceNode(undefined, { id, ...form, credentials: { apiKey } }));
      assert.equal((await cardOf(world.get(ofClock)))['trusted'], fingerprint);
      assert.equal((await cardOf(world.get(ofClock)))['state'], 'online');
    });

    it('forget what was trusted in a form that was cancelled', async () => {
      await deployTyped();
      await world.get(ofClock);
      const [office] = world.simulator.clocks;
      assert.ok(office);
      const { address, apiKey, fingerprint } = office;
      const form = { account: '', device: '', address, security: 'pinned', apiKey };
      await world.post(`${ofClock}/test`, form);
      await world.post(`${ofClock}/trust`, { fingerprint });
      await deployTyped();
      assert.deepEqual(await cardOf(world.get(ofClock)), known());
      assert.equal((await cardOf(world.post(`${ofClock}/test`, form)))['state'], 'certificate');
    });

    it('say that its address cannot be used', async () => {
      const credentials = { apiKey: 'k' };
      await world.deploy(
        deviceNode(undefined, { id, account: '', device: '', address: '[::1', credentials }),
      );
      const { state, message } = await cardOf(world.get(ofClock));
      assert.equal(state, 'unconfigured');
      assert.match(String(message), /address cannot be used/);
      assert.deepEqual(errorOf(await world.get(`${ofClock}/apps`)), INVALID_INPUT);
    });

    it('show no notification that clocks would not understand', async () => {
      await world.deploy(deviceNode(kitchen.id, { id }));
      const answer = await world.post(`${ofClock}/notifications`, { model: { frames: [{ text: 5 }] } });
      assert.deepEqual(errorOf(answer), INVALID_INPUT);
      assert.match(JSON.stringify(answer.body), /model\.frames\.0\.text/);
      assert.equal(kitchen.countRequests('POST', NOTIFICATIONS), 0);
    });
  });
});
