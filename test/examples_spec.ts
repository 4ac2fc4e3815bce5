import assert from 'node:assert/strict';
import { once } from 'node:events';
import { ACCOUNT, accountNode, connect } from '../harness/account';
import { deviceNode } from '../harness/clock';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { INSTALLATION, packTarball } from '../harness/package';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import { NOTIFICATIONS } from './helpers/clocks';
import { type ExampleNode, isOfClock, read } from './helpers/examples';
import { DEVICES } from './helpers/paths';

describe('The examples, run as they are shipped', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let nodes: ExampleNode[];

  before(async function () {
    this.timeout(INSTALLATION);
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.installTarball(await packTarball());
    await deploy('list-devices');
    await connectAccount();
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  /** Deploys an example beside an account, which its nodes take as they do in the editor. */
  async function deploy(name: string): Promise<void> {
    nodes = read(name);
    const withAccount = nodes.map((node) => ('account' in node ? { ...node, account: ACCOUNT } : node));
    const ofClocks = nodes.filter(isOfClock).map(({ id }) => id);
    const withClocks = withAccount.map((node) => {
      if (!ofClocks.includes(node.id)) return node;
      // Each of three nodes has a clock of its own; else all have the one that can do most.
      const index = ofClocks.length === 3 ? ofClocks.indexOf(node.id) : 1;
      return { ...node, device: `clock-${simulator.clocks[index]?.id}` };
    });
    const devices = simulator.clocks.map(({ id, address, apiKey }) =>
      deviceNode(undefined, {
        id: `clock-${id}`,
        account: '',
        device: '',
        address,
        credentials: { apiKey },
      }),
    );
    await nodeRed.deploy([accountNode(simulator), ...devices, ...withClocks]);
  }

  async function connectAccount(): Promise<void> {
    assert.equal((await connect(nodeRed, simulator))['state'], 'connected');
  }

  function find(type: string, name = ''): string {
    return (
      nodes.find((node) => node.type === type && node.name === name)?.id ?? assert.fail(`${type} ${name}`)
    );
  }

  const press = (name: string) => nodeRed.inject(find('inject', name));

  /** Presses the button with another number of seconds to wait than the one that it is shipped with. */
  const pressWithPause = (seconds: number) =>
    nodeRed.admin('POST', `inject/${find('inject', 'List devices')}`, {
      __user_inject_props__: [{ p: 'pause', v: String(seconds), vt: 'num' }],
    });

  const openForm = () => fetch(`${nodeRed.url}/lametric`);
  const submitForm = (fields: Record<string, string>) =>
    fetch(`${nodeRed.url}/lametric`, { method: 'POST', body: new URLSearchParams(fields) });

  const shown = async (name: string) => {
    const id = find('debug', name);
    return (await nodeRed.nextDebug((message) => message.id === id)).msg;
  };

  it('lists the devices', async () => {
    await press('List devices');
    const devices = await shown('Devices');
    assert.ok(Array.isArray(devices));
    assert.deepEqual(
      devices.map((device: unknown) => isObject(device) && device['name']),
      simulator.devices.map(({ name }) => name),
    );
  });

  it('makes one message of each device, and one of all', async () => {
    await deploy('one-message-per-device');
    await press('List devices');
    const texts = simulator.devices.map(
      ({ name, ipv4_internal }) => `${name} has the address ${ipv4_internal}`,
    );
    for (const text of texts) assert.equal(await shown('Each device'), text);
    assert.deepEqual(await shown('All devices'), texts);
  });

  it('renames the first device', async () => {
    await deploy('rename-by-message');
    const before = simulator.devices[0]?.name;
    await press('Living room');
    assert.equal(await shown('Renamed'), `${before} is now Living room`);
    await press('Bedroom');
    assert.equal(await shown('Renamed'), 'Living room is now Bedroom');
    assert.equal(simulator.devices[0]?.name, 'Bedroom');
  });

  describe('The form', () => {
    before(() => deploy('rename-by-http-form'));

    it('shows a form with all devices', async () => {
      const response = await openForm();
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      const page = await response.text();
      for (const { id, name } of simulator.devices) {
        assert.ok(page.includes(`<option value="${id}">${name}</option>`), name);
      }
    });

    it('renames what is chosen, and says so', async () => {
      const page = await (await submitForm({ device: '1027', newName: 'Pantry' })).text();
      assert.equal(simulator.devices.find(({ id }) => id === 1027)?.name, 'Pantry');
      assert.match(page, /Its name is Pantry now/);
      assert.match(page, /<option value="1027">Pantry</);
    });

    it('tells a new name as a success even if the list after it fails', async () => {
      simulator.fail(DEVICES, { status: 404 });
      const response = await submitForm({ device: '1027', newName: 'Pantry' });
      assert.equal(response.status, 200);
      const page = await response.text();
      assert.match(page, /Its name is Pantry now.*The list of devices cannot be shown: LaMetric /s);
      assert.doesNotMatch(page, /role="alert"/);
    });

    it('escapes the names', async () => {
      const name = `<script>"'&`;
      const page = await (await submitForm({ device: '1027', newName: name })).text();
      assert.equal(simulator.devices.find(({ id }) => id === 1027)?.name, name);
      assert.ok(!page.includes('<script>'));
      assert.equal(page.split('&lt;script&gt;&quot;&#39;&amp;').length, 3);
    });

    it('tells its user what went wrong', async () => {
      const noName = await submitForm({ device: '1027', newName: ' ' });
      assert.equal(noName.status, 400);
      assert.match(await noName.text(), /role="alert">msg.payload.newName is empty/);
      const noFields = await submitForm({});
      assert.equal(noFields.status, 400);

      simulator.fail(DEVICES, { status: 404 });
      const noDevices = await openForm();
      assert.equal(noDevices.status, 502);
      assert.match(await noDevices.text(), /role="alert">LaMetric /);
    });
  });

  it('reports the devices that are new since the last time, each once', async () => {
    await deploy('nightly-inventory');
    const compare = find('function', 'Only new ones');
    const known = simulator.devices.length;
    const isCounted = (text: string) => nodeRed.nextStatus(compare, (status) => status.text === text);

    await press('At night');
    await isCounted(`${known} devices, 0 new`);
    simulator.devices.push({ id: 5000, name: 'Attic' }, { id: 5001, name: 'Cellar' });
    await press('At night');
    assert.equal(await shown('New devices'), 'Attic, Cellar');
    await press('At night');
    await isCounted(`${known + 2} devices, 0 new`);
    assert.equal(nodeRed.debugMessages().filter(({ id }) => id === find('debug', 'New devices')).length, 1);
    simulator.devices.length = known;
  });

  describe('The retries', () => {
    /** So long that the node leaves the waiting to the flow. */
    const busy = { status: 503, headers: { 'retry-after': '3600' } };

    before(() => deploy('errors-and-retry'));

    it('waits before it tries again, until LaMetric answers', async () => {
      simulator.fail(DEVICES, busy, 3);
      await pressWithPause(0.01);
      await nodeRed.nextStatus(find('delay', 'Wait'), ({ fill }) => fill === 'blue');
      const devices = await shown('Devices');
      assert.ok(Array.isArray(devices));
      assert.equal(devices.length, simulator.devices.length);
    });

    it('gives up after the third retry', async () => {
      simulator.clearRequests();
      simulator.fail(DEVICES, busy, 4);
      await pressWithPause(0.01);
      assert.match(String(await shown('Gave up')), /LaMetric/);
      assert.equal(simulator.countRequests('GET', DEVICES), 4);
    });

    it('does not retry what will not change by itself', async () => {
      simulator.clearRequests();
      simulator.fail(DEVICES, { status: 404 });
      await press('List devices');
      assert.match(String(await shown('Other error')), /LaMetric/);
      assert.equal(simulator.countRequests('GET', DEVICES), 1);
    });

    it('asks to connect again when LaMetric wants that', async () => {
      simulator.revokeRefreshTokens();
      simulator.expireAccessTokens();
      await press('List devices');
      assert.match(String(await shown('Connect again')), /click Connect/);
      await connectAccount();
    });
  });

  describe('on a clock', () => {
    const clock = () => simulator.clocks[1] ?? assert.fail('There is no such clock.');
    const texts = () => clock().queue.all.map(({ model: { frames } }) => frames[0]?.text);

    beforeEach(() => clock().queue.clear());

    it('shows a ring until it is answered', async () => {
      await deploy('doorbell');
      await press('It rings');
      await shown('Shown');
      assert.deepEqual(texts(), ['Ding dong']);
      await press('Somebody answers');
      await shown('Shown');
      assert.deepEqual(texts(), ['Answered']);
    });

    it('says that the washing is done until the door opens', async () => {
      await deploy('washing-machine');
      await press('Washing is done');
      await shown('Shown');
      assert.deepEqual(texts(), ['Washing done']);
      await press('Door opens');
      await shown('Dismissed');
      assert.deepEqual(texts(), []);
    });

    it('shows a day of prices as a chart', async () => {
      await deploy('electricity-price');
      await press('Prices of today');
      await shown('Shown');
      const chart = clock().queue.all[0]?.model.frames[1]?.chartData;
      assert.ok(Array.isArray(chart));
      assert.equal(chart.length, 24);
    });

    it('fills a goal by a webhook, and tells what it cannot show', async () => {
      await deploy('build-status');
      const post = (percent: unknown) =>
        fetch(`${nodeRed.url}/lametric-build`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ percent }),
        });
      assert.equal((await post(42)).status, 200);
      await press('50 percent');
      await shown('Shown');
      assert.deepEqual(
        clock().queue.all.map(({ model }) => model.frames[0]?.goalData),
        [{ start: 0, current: 50, end: 100, unit: '%' }],
      );
      const refused = await post('many');
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), /^frame 1: msg\.payload\.percent is "many"\. It must be a number\./);
    });

    it('shows a text on three clocks, and says what became of each', async () => {
      await deploy('three-clocks');
      await press('Dinner');
      for (const [index, name] of ['First', 'Second', 'Third'].entries()) {
        const each = simulator.clocks[index] ?? assert.fail(name);
        while (each.queue.all.length === 0) await once(each, 'changed');
        each.press();
        assert.equal(await shown('What became of it'), `${name} clock: dismissed`);
      }
    });

    it('waits until the screensaver is over', async () => {
      await deploy('after-screensaver');
      clock().screensaver = true;
      clock().clearRequests();
      await press('News');
      await clock().requested('POST', NOTIFICATIONS);
      clock().screensaver = false;
      // The next try is 5 s later, which is as long as a debug message is waited for.
      await clock().requested('POST', NOTIFICATIONS, 2);
      await shown('Shown');
      assert.deepEqual(texts(), ['You have mail']);
    });
  });
});
