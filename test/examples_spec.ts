import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, accountNode, connect } from '../harness/account';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { packTarball } from '../harness/package';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import { DEVICES } from './helpers/paths';

const EXAMPLES = join(__dirname, '../examples');
/** The core nodes that an example may use: those that are there in every Node-RED. */
const CORE = new Set(
  [
    'tab, comment, inject, debug, catch, link in, link out, http in, http response',
    'change, switch, template, function, delay, join, mqtt in, mqtt out, mqtt-broker',
  ].flatMap((types) => types.split(', ')),
);

/** What is left for the flow in a window of 1,366 points, between palette and sidebar. */
const WIDTH = 860;

interface ExampleNode {
  id: string;
  type: string;
  name: string;
  x?: number;
  y?: number;
  [property: string]: unknown;
}

const files = readdirSync(EXAMPLES).toSorted();

function read(file: string): ExampleNode[] {
  const flow: unknown = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8'));
  assert.ok(Array.isArray(flow));
  return flow.map((node: unknown) => {
    assert.ok(isObject(node));
    const { id, type, name = '' } = node;
    assert.ok(typeof id === 'string' && typeof type === 'string' && typeof name === 'string');
    return Object.assign(node, { id, type, name });
  });
}

describe('The examples', () => {
  it('are numbered', () => {
    assert.deepEqual(
      files.map((file) => file.replace(/^(\d)-[a-z-]+\.json$/, '$1')),
      files.map((_file, index) => String(index + 1)),
    );
  });

  it('bring no account, so that their nodes take the one that is there', () => {
    const nodes = files.flatMap(read);
    assert.ok(nodes.every(({ type }) => type !== 'lametric-account'));
    for (const node of nodes.filter(({ type }) => type.startsWith('lametric'))) {
      assert.equal(node['account'], '');
    }
  });

  it('have no id in common, as Node-RED would ask what to do about it', () => {
    const ids = files.flatMap((file) => read(file).map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const file of files) {
    describe(file, () => {
      const nodes = read(file);

      it('explains itself in a comment', () => {
        assert.ok(nodes.some(({ type, name, info }) => type === 'comment' && name && info));
      });

      it('needs nothing but Node-RED and this package', () => {
        const others = nodes.map(({ type }) => type).filter((type) => !type.startsWith('lametric'));
        assert.deepEqual(
          others.filter((type) => !CORE.has(type)),
          [],
        );
      });

      it('holds no credentials and no addresses', () => {
        const text = JSON.stringify(nodes);
        assert.doesNotMatch(text, /"(credentials|clientId|clientSecret)"/);
        assert.doesNotMatch(text, /https?:\/\/|\d+\.\d+\.\d+\.\d+|localhost/);
      });

      it('is laid out on the grid, without overlaps, and fits a small screen', () => {
        const placed = nodes.flatMap(({ x, y, name, type }) =>
          x === undefined || y === undefined ? [] : [{ x, y, width: estimatedWidth(type, name) }],
        );
        for (const [index, a] of placed.entries()) {
          assert.ok(
            a.y % 20 === 0 && a.x - a.width / 2 >= 0 && a.x + a.width / 2 <= WIDTH,
            JSON.stringify(a),
          );
          const above = placed.slice(0, index).filter((b) => Math.abs(a.y - b.y) < 40);
          const overlap = above.find((b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2);
          assert.equal(overlap, undefined, JSON.stringify(a));
        }
      });
    });
  }
});

/** Node-RED makes a node as wide as its label, about 6.5 px a character, and its icon; links show theirs nowhere. */
function estimatedWidth(type: string, name: string): number {
  if (type.startsWith('link')) return 30;
  return Math.max(100, 20 * Math.ceil(((name || type).length * 6.5 + 50) / 20));
}

describe('The examples, run as they are shipped', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let nodes: ExampleNode[];

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.installTarball(await packTarball());
    await deploy('1-list-devices.json');
    await connectAccount();
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  /** Deploys an example beside an account, which its nodes take as they do in the editor. */
  async function deploy(file: string): Promise<void> {
    nodes = read(file);
    const withAccount = nodes.map((node) => ('account' in node ? { ...node, account: ACCOUNT } : node));
    await nodeRed.deploy([accountNode(simulator), ...withAccount]);
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

  it('1: lists the devices', async () => {
    await press('List devices');
    const devices = await shown('Devices');
    assert.ok(Array.isArray(devices));
    assert.deepEqual(
      devices.map((device: unknown) => isObject(device) && device['name']),
      simulator.devices.map(({ name }) => name),
    );
  });

  it('2: makes one message of each device, and one of all', async () => {
    await deploy('2-one-message-per-device.json');
    await press('List devices');
    const texts = simulator.devices.map(
      ({ name, ipv4_internal }) => `${name} has the address ${ipv4_internal}`,
    );
    for (const text of texts) assert.equal(await shown('Each device'), text);
    assert.deepEqual(await shown('All devices'), texts);
  });

  it('3: renames the first device', async () => {
    await deploy('3-rename-by-message.json');
    const before = simulator.devices[0]?.name;
    await press('Living room');
    assert.equal(await shown('Renamed'), `${before} is now Living room`);
    await press('Bedroom');
    assert.equal(await shown('Renamed'), 'Living room is now Bedroom');
    assert.equal(simulator.devices[0]?.name, 'Bedroom');
  });

  describe('4', () => {
    before(() => deploy('4-rename-by-http-form.json'));

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

  it('5: reports the devices that are new since the last time, each once', async () => {
    await deploy('5-nightly-inventory.json');
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

  describe('6', () => {
    /** So long that the node leaves the waiting to the flow. */
    const busy = { status: 503, headers: { 'retry-after': '3600' } };

    before(() => deploy('6-errors-and-retry.json'));

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
});
