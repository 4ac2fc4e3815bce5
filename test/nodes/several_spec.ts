import assert from 'node:assert/strict';
import { once } from 'node:events';
import { deviceNode } from '../../harness/clock';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Clock, startClock } from '../../simulator/clock/clock';
import { isObject } from '../../src/lametric/guards';
import { clockId, flowNode } from '../helpers/clock-flow';
import { NOTIFICATIONS } from '../helpers/clocks';

const COUNT = 14;
const DEBUG = { active: true, tosidebar: true, complete: 'true', targetType: 'full' };
const ALL = { clocksType: 'all' };

describe('A node that goes to several clocks', () => {
  let nodeRed: NodeRed;
  let clocks: Clock[];

  before(async () => {
    nodeRed = await startNodeRed({ link: true });
    const identities = Array.from({ length: COUNT }, (_, id) => ({
      id,
      name: `Room ${id}`,
      serialNumber: `SA${id}`,
    }));
    clocks = await Promise.all(identities.map((identity) => startClock(identity)));
  });
  beforeEach(async () => {
    for (const clock of clocks) {
      if (!clock.pluggedIn) await clock.plugIn();
      clock.clearRequests();
      clock.queue.clear();
      clock.screensaver = false;
    }
  });
  after(async () => {
    await nodeRed.stop();
    await Promise.all(clocks.map((clock) => clock.unplug()));
  });

  /** The clocks, each with the name that the editor saved. */
  const clockNodes = () =>
    clocks.map((clock) =>
      deviceNode(undefined, {
        id: clockId(clock),
        account: '',
        device: '',
        address: clock.address,
        clockName: clock.name,
        credentials: { apiKey: clock.apiKey },
      }),
    );
  /** Deploys a node beside the clocks. */
  const deploy = (type: string, properties: object, msg: Record<string, unknown> = {}) => {
    const props = Object.entries(msg).map(([p, v]) => ({ p, v: JSON.stringify(v), vt: 'json' }));
    return nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      ...clockNodes(),
      flowNode('in', 'inject', ['node'], { props }),
      { ...flowNode('node', type, [], properties), wires: [['join', 'out'], ['second']] },
      flowNode('join', 'join', ['joined'], { mode: 'auto', accumulate: false }),
      ...['joined', 'out', 'second', 'errors'].map((id) => flowNode(id, 'debug', [], DEBUG)),
      flowNode('catch', 'catch', ['errors'], { scope: null }),
    ]);
  };
  const next = async (id: string) => {
    const { msg } = await nodeRed.nextDebug((message) => message.id === id);
    return isObject(msg) ? msg : assert.fail(id);
  };
  const texts = (clock: Clock) => clock.queue.all.map(({ model }) => model.frames[0]?.text);

  it('reaches eleven of fourteen at once, joins what comes of that, and tells of the others', async () => {
    await deploy('lametric notify', { ...ALL, cycles: 0 }, { payload: 'Dinner' });
    const [off, kiosk, renewed, ...well] = clocks;
    assert.ok(off && kiosk && renewed);
    await off.unplug();
    kiosk.screensaver = true;
    renewed.renewKey();
    await nodeRed.inject('in');
    await Promise.all(well.map((clock) => clock.requested('POST', NOTIFICATIONS)));
    assert.deepEqual(nodeRed.debugMessages(), []);
    for (const _ of well) await next('out');
    const { payload } = await next('joined');
    assert.deepEqual(
      payload,
      well.map(({ queue }) => ({ id: queue.all[0]?.id })),
    );
    assert.ok(well.every((clock) => texts(clock).join() === 'Dinner'));
    const { payload: original, device, parts, error } = await next('errors');
    assert.deepEqual([original, device, parts], ['Dinner', undefined, undefined]);
    assert.ok(isObject(error) && isObject(error['cause']) && Array.isArray(error['cause']['clocks']));
    assert.equal(error['code'], 'SEVERAL');
    assert.match(
      String(error['message']),
      /^3 of 14 clocks failed\. LaMetric clock "Room 0": check its power/,
    );
    const failed: unknown[] = error['cause']['clocks'];
    assert.deepEqual(
      failed.map((each) => isObject(each) && [each['name'], each['code']]),
      [
        ['Room 0', 'UNREACHABLE'],
        ['Room 1', 'WRONG_MODE'],
        ['Room 2', 'NOT_AUTHORIZED'],
      ],
    );
    assert.ok(
      failed.every((each) => isObject(each) && /^LaMetric clock "Room \d": /.test(String(each['message']))),
    );
    const { fill, text } = nodeRed.status('node') ?? {};
    assert.deepEqual([fill, text?.split(',')[0]], ['yellow', '11 of 14']);
  });

  const [THREE, FOUR] = [
    { name: 'Room 3', serialNumber: 'SA3' },
    { name: 'Room 4', serialNumber: 'SA4' },
  ];
  const BY_MESSAGE = { clocks: 'rooms', clocksType: 'msg' };
  const TWO = { rooms: [{ name: 'Room 4' }, 'SA3', 'Room 4'], payload: 'a', topic: 't' };
  const NODES: [type: string, properties: object][] = [
    ['lametric notify', {}],
    ['lametric my data', {}],
    ['lametric dismiss', {}],
    ['lametric control', { settings: [{ setting: 'volume', value: '20', valueType: 'num' }] }],
    ['lametric state', { what: 'wifi' }],
    ['lametric app', { action: 'next' }],
  ];
  for (const [type, properties] of NODES) {
    it(`goes to those that a message names, in that order, once each: ${type}`, async () => {
      await deploy(type, { ...properties, ...BY_MESSAGE }, TWO);
      await nodeRed.inject('in');
      const sent = [await next('out'), await next('out')];
      assert.deepEqual(
        sent.map(({ device }) => device),
        [FOUR, THREE],
      );
      assert.ok(sent.every(({ topic, payload }) => topic === 't' && payload !== 'a'));
      const { payload } = await next('joined');
      assert.deepEqual(
        payload,
        sent.map((each) => each['payload']),
      );
      // Those that had not told their serial numbers were asked for them.
      const asked = clocks.filter(({ requests }) => requests.some(({ path }) => path !== '/api/v2/device'));
      assert.deepEqual(
        asked.map(({ name }) => name),
        ['Room 3', 'Room 4'],
      );
    });
  }

  it('says by the second output of which clock it speaks', async () => {
    await deploy('lametric notify', { ...BY_MESSAGE, ended: true, cycles: 0 }, TWO);
    await nodeRed.inject('in');
    await next('joined');
    const [, , , three, four] = clocks;
    three?.queue.clear();
    const { device, parts } = await next('second');
    assert.deepEqual([device, parts], [THREE, undefined]);
    four?.queue.clear();
    assert.deepEqual((await next('second'))['device'], FOUR);
  });

  it('finds a clock that is off by its serial number, after a restart too', async () => {
    const [, , , three] = clocks;
    assert.ok(three);
    await deploy('lametric state', BY_MESSAGE, { rooms: 'SA3' });
    await nodeRed.inject('in');
    await next('joined');
    await nodeRed.nextSettings((settings) => JSON.stringify(settings).includes('"SA3"'));
    await three.unplug();
    await nodeRed.restart();
    await nodeRed.inject('in');
    const { error } = await next('errors');
    assert.ok(isObject(error));
    assert.equal(error['code'], 'UNREACHABLE');
    assert.match(String(error['message']), /^LaMetric clock "Room 3": check its power/);
  });

  it('sends nothing where one of them cannot be found', async () => {
    await deploy('lametric notify', BY_MESSAGE, { rooms: ['Room 4', 'Attic'], payload: 'a' });
    await nodeRed.inject('in');
    const { error } = await next('errors');
    assert.ok(isObject(error));
    assert.equal(error['code'], 'INVALID_INPUT');
    assert.equal(error['message'], 'msg.rooms: no clock has the name, the serial number or the ID "Attic".');
    assert.ok(clocks.every(({ requests }) => requests.every(({ method }) => method === 'GET')));
  });

  it('keeps its key of My Data at all of them, as long as it is there', async () => {
    const shown = () =>
      clocks.map(({ apps }) =>
        apps.myData
          .frames()
          .map(({ text }) => text)
          .join(),
      );
    const pushes = () =>
      clocks.flatMap(({ requests }) => requests.filter(({ path }) => path.includes('/widget/update/')))
        .length;
    for (const { apps } of clocks) apps.myData.reinstall();
    for (const _ of ['before a Deploy', 'after it']) {
      await deploy('lametric my data', ALL, { payload: 'kept' });
      await nodeRed.inject('in');
      await next('joined');
      assert.deepEqual([new Set(shown()), pushes()], [new Set(['kept']), COUNT]);
    }
    await nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }, ...clockNodes()]);
    for (const clock of clocks) {
      while (clock.apps.myData.frames()[0]?.text !== '-') await once(clock, 'changed');
    }
  });

  it('ends at all of them with a Deploy', async () => {
    await deploy('lametric notify', ALL, { payload: 'a' });
    for (const clock of clocks) clock.fail(NOTIFICATIONS, { delay: 60_000 });
    await nodeRed.inject('in');
    await Promise.all(clocks.map((clock) => clock.requested('POST', NOTIFICATIONS)));
    const before = nodeRed.output().length;
    await nodeRed.deploy([]);
    assert.match(nodeRed.output().slice(before), /stopped while messages were under way\. \(×1\)/);
    for (const clock of clocks) clock.clearFaults();
  });

  it('goes to its own clock alone where it is set to one, and leaves what the message says of others', async () => {
    const [, , , , , own] = clocks;
    assert.ok(own);
    const said = { topic: 'own', device: THREE, parts: { id: 'p', index: 0, count: 2 } };
    const isOwn = ({ msg }: { msg: unknown }) => isObject(msg) && msg['topic'] === 'own';
    await deploy(
      'lametric notify',
      { device: clockId(own), ended: true, cycles: 0 },
      { ...said, payload: 'a' },
    );
    await nodeRed.inject('in');
    const { id, msg: first } = await nodeRed.nextDebug(isOwn);
    assert.ok(id === 'out' && isObject(first));
    assert.deepEqual([first['device'], first['parts']], [said.device, said.parts]);
    assert.deepEqual(
      clocks.filter(({ requests }) => requests.length > 0).map(({ name }) => name),
      [own.name],
    );
    own.queue.clear();
    const { device, parts } = await next('second');
    assert.deepEqual([device, parts], [said.device, said.parts]);
  });
});
