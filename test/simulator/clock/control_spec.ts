import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freeHost } from '../../../simulator/clock/free-host';
import type { Clock } from '../../../simulator/clock/clock';
import { QUIRK_FLAGS } from '../../../simulator/clock/quirks';
import { startSimulator, type Simulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { DEVICES } from '../../helpers/paths';
import { control, resource } from '../requests';
import { ask, notify } from './ask';

const DEVICE = '/api/v2/device';

describe('simulator: clocks of the account', () => {
  let simulator: Simulator;
  /** The sa8. */
  let clock: Clock;

  beforeEach(async () => {
    simulator = await startSimulator();
    clock = simulator.clocks[1] ?? assert.fail('there is no second clock');
  });

  afterEach(() => simulator.close());

  const post = async (action: string, body: unknown = {}): Promise<number> =>
    (await control(simulator, `/simulator/clocks/${clock.id}/${action}`, body)).status;

  async function view(): Promise<Record<string, unknown>> {
    const { body } = await resource(simulator, `/simulator/clocks/${clock.id}`);
    return body;
  }

  it('are what the account says of them', async () => {
    assert.equal(simulator.clocks.length, 3);
    for (const each of simulator.clocks) {
      const device = simulator.devices.find(({ id }) => id === each.id) ?? assert.fail('not in the account');
      const { body } = await ask(each, 'GET', DEVICE);
      assert.ok(isObject(body));
      assert.deepEqual(
        [device.name, device.serial_number, device.ipv4_internal, device.api_key, device.product_code],
        [body['name'], body['serial_number'], each.address, each.apiKey, each.kind.productCode],
      );
    }
  });

  it('are renamed by the account', async () => {
    const { access_token } = simulator.issueTokens();
    await resource(simulator, `${DEVICES}/${clock.id}`, access_token, {
      method: 'PUT',
      body: '{"name":"Attic"}',
    });
    assert.deepEqual((await ask(clock, 'GET', `${DEVICE}?fields=name`)).body, { name: 'Attic' });
  });

  it('tell the account where they are and what their key is, but not one from the phone app', async () => {
    const listed = (): unknown => simulator.devices[1]?.api_key;
    assert.equal(await post('move', { host: freeHost() }), 204);
    assert.equal(simulator.devices[1]?.ipv4_internal, clock.address);
    assert.equal(await post('key'), 204);
    assert.equal(listed(), clock.apiKey);
    assert.equal(await post('key', { inApp: true }), 204);
    assert.notEqual(listed(), clock.apiKey);
  });

  it('have keys that count as secrets, and show none', async () => {
    clock.renewKey({ inApp: true });
    await ask(clock, 'POST', '/api/v1/user/request');
    assert.ok(simulator.secrets().includes(clock.apiKey));
    const shown = JSON.stringify([await view(), (await resource(simulator, '/simulator/state')).body]);
    assert.deepEqual(
      simulator.secrets().filter((secret) => shown.includes(secret)),
      [],
    );
  });

  it('are pressed', async () => {
    await notify(clock, 'A');
    assert.equal(await post('press'), 204);
    assert.deepEqual(clock.queue.all, []);
  });

  it('are unplugged and plugged in, as often as one likes', async () => {
    const { address } = clock;
    for (const [action, pluggedIn] of [
      ['unplug', false],
      ['unplug', false],
      ['plug-in', true],
      ['plug-in', true],
    ] as const) {
      assert.equal(await post(action), 204);
      assert.equal((await view())['pluggedIn'], pluggedIn);
    }
    assert.equal(clock.address, address);
  });

  it('say that they cannot be plugged in while another program has their port, and go on', async () => {
    const { hostname, port } = new URL(clock.url);
    assert.equal(await post('unplug'), 204);
    const other = createServer().listen(Number(port), hostname);
    await once(other, 'listening');
    const refused = await control(simulator, `/simulator/clocks/${clock.id}/plug-in`, {});
    assert.equal(refused.status, 400);
    assert.match(JSON.stringify(refused.body), /cannot be plugged in: listen EADDRINUSE/);
    assert.equal((await view())['pluggedIn'], false);
    other.close();
    await once(other, 'close');
    assert.equal(await post('plug-in'), 204);
    assert.equal((await ask(clock, 'GET', DEVICE)).status, 200);
  });

  it('change their certificate', async () => {
    const before = (await view())['fingerprint'];
    assert.equal(await post('certificate'), 204);
    assert.notEqual((await view())['fingerprint'], before);
  });

  it('change their settings and their firmware', async () => {
    const quirks = Object.fromEntries(QUIRK_FLAGS.map((quirk) => [quirk, true]));
    const settings = { screensaver: true, kiosk: true, ...quirks };
    assert.equal(await post('settings', { ...settings, update: '3.2.8' }), 204);
    assert.equal(clock.screensaver && clock.settings.mode === 'kiosk', true);
    assert.equal(clock.quirks.update, '3.2.8');
    for (const quirk of QUIRK_FLAGS) assert.equal(clock.quirks[quirk], true, quirk);
    assert.equal(await post('firmware', { kind: 'sa5 3.0.13' }), 204);
    assert.equal((await view())['model'], 'sa5');
  });

  it('get My Data DIY added and removed', async () => {
    assert.equal(await post('my-data', { types: ['poll', 'push'] }), 204);
    assert.deepEqual((await view())['myData'], ['poll', 'push']);
    const before = clock.apps.myData.ids;
    assert.equal(await post('my-data/reinstall'), 204);
    assert.equal(clock.apps.myData.ids.length, 2);
    assert.ok(!clock.apps.myData.ids.some((id) => before.includes(id)));
  });

  it('fail on demand', async () => {
    assert.equal(await post('faults', { path: DEVICE, fault: { status: 503 }, times: 2 }), 204);
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await ask(clock, 'GET', DEVICE)).status);
    assert.deepEqual(statuses, [503, 503, 200]);
  });

  it('count and list their requests', async () => {
    await ask(clock, 'GET', DEVICE);
    const { requests, log } = await view();
    assert.deepEqual(requests, { [`GET ${DEVICE}`]: 1 });
    assert.ok(Array.isArray(log) && isObject(log[0]));
    assert.equal(log[0]['status'], 200);
  });

  for (const [action, body] of [
    ['move', { host: '192.168.0.1' }],
    ['move', {}],
    ['key', { inApp: 'yes' }],
    ['firmware', { kind: 'toString' }],
    ['my-data', { types: ['HTTP Push'] }],
    ['my-data', {}],
    ['settings', { screensaver: 1 }],
    ['settings', { update: 3 }],
    ['settings', { unknown: true }],
    ['faults', { path: 'device', fault: {} }],
  ] as const) {
    it(`refuse ${action} ${JSON.stringify(body)}`, async () => {
      assert.equal(await post(action, body), 400);
      assert.equal(clock.screensaver, false);
    });
  }

  it('are three', async () => {
    assert.equal((await control(simulator, '/simulator/clocks/7/press', {})).status, 400);
    const { body } = await resource(simulator, '/simulator/clocks');
    assert.equal(Object.keys(body).length, 3);
  });
});
