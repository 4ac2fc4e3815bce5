import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import registerDevice from '../../../src/config/device/device';
import { LaMetricError } from '../../../src/lametric/errors';
import { getDevice } from '../../../src/lametric/clock/requests';
import { type Connection, connectionOf } from '../../../src/runtime/connection';
import { deviceNode } from '../../../harness/clock';
import { ClocksWorld, never } from '../../helpers/clocks';
import { useNodeRed } from '../../helpers/flow-node';
import { errorOf } from '../../helpers/lametric';

const ALWAYS = { days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00' };

/** Texts are their keys and their values. */
describe('A node that uses a clock', () => {
  let world: ClocksWorld;
  let connection: Connection;

  function registerUser(RED: NodeAPI): void {
    Object.assign(RED, {
      _: (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ').trim(),
    });
    function UserNode(this: Node, config: NodeDef & { device: string }): void {
      RED.nodes.createNode(this, config);
      connection = connectionOf(RED, this, config.device, 'lametric-device');
    }
    RED.nodes.registerType<Node, NodeDef & { device: string }, object, object>('user', UserNode);
  }

  let loads = 0;

  /** Loads the kitchen's clock, by its address and key, and a node that uses it. */
  const load = (properties: object = {}, device?: string) => {
    // The record of an id is there again in the next test.
    const id = `clock-${loads++}`;
    const { address, apiKey } = world.kitchen;
    const typed = { id, account: '', device: '', address, name: 'Kitchen', ...properties };
    const flow = [
      { id: 'tab', type: 'tab' },
      deviceNode(undefined, typed),
      { id: 'node', type: 'user', z: 'tab', x: 0, y: 0, device: device ?? id, wires: [] },
    ];
    return helper.load([registerDevice, registerUser], flow, { [id]: { apiKey } });
  };

  /** The texts that the node has shown. */
  const shown = () => helper.getNode('node').status.args.map(([{ text }]) => text);

  useNodeRed();
  beforeEach(async () => {
    world = await ClocksWorld.start();
  });
  afterEach(() => world.close());

  it("shows the clock's state", async () => {
    await load();
    await connection.send(getDevice, never());
    await world.kitchen.changeCertificate();
    await errorOf(connection.send(getDevice, never()));
    assert.deepEqual(shown().slice(0, 2), ['device.status.unknown', 'device.status.online']);
    assert.equal(shown().at(-1), 'device.status.certificate');
  });

  it('shows that quiet hours let less through, and says so in errors', async () => {
    await load({ quiet: [{ ...ALWAYS, allow: 'critical' }] });
    assert.deepEqual(shown(), ['device.quiet.now.critical']);
    await connection.send(getDevice, never());
    const { fill, text } = helper.getNode('node').status.args.at(-1)?.[0] ?? {};
    assert.deepEqual([fill, text], ['green', 'device.quiet.now.critical']);
    await world.kitchen.changeCertificate();
    await errorOf(connection.send(getDevice, never()));
    assert.equal(shown().at(-1), 'device.status.certificate');
    const { error, status } = connection.explain(
      new LaMetricError('WRONG_MODE', 'quiet', { reason: 'quiet', until: '07:00', said: '' }),
    );
    assert.equal(
      error.message,
      'common.error.at common.title.lametric-device-named Kitchen common.error.clock.quiet  07:00',
    );
    assert.deepEqual(status, { fill: 'yellow', shape: 'ring', text: 'device.quiet.until.critical 07:00' });
  });

  it('leaves out quiet hours that cannot be used, with a warning', async () => {
    await load({ quiet: [null, { ...ALWAYS, allow: 'silent' }], timezone: 'Mars/Base' });
    assert.deepEqual(shown(), ['device.quiet.now.silent']);
    const warnings = helper.getNode(`clock-${loads - 1}`).warn.args.map(([text]) => text);
    assert.deepEqual(warnings, ['device.quiet.ignored 1', 'device.quiet.no-zone "Mars/Base"']);
  });

  it('shows it no more once the node is closed', async () => {
    await load();
    await helper.getNode('node').close(false);
    const before = shown().length;
    await connection.send(getDevice, never());
    assert.equal(shown().length, before);
  });

  it("explains errors in the words for clocks, with the clock's name", async () => {
    await load();
    world.kitchen.renewKey();
    const { error, status } = connection.explain(await errorOf(connection.send(getDevice, never())));
    assert.equal(error.code, 'NOT_AUTHORIZED');
    assert.match(
      error.message,
      /^common\.error\.at common\.title\.lametric-device-named Kitchen common\.error\.clock\.NOT_AUTHORIZED \(401: /,
    );
    assert.equal(status.text, 'device.status.refused');
  });

  it('says that it lacks an account', async () => {
    await load({ account: 'none', device: '18', address: '' });
    const { error } = connection.explain(await errorOf(connection.send(getDevice, never())));
    assert.equal(error.code, 'NOT_CONFIGURED');
    assert.equal(
      error.message,
      'common.error.at common.title.lametric-device-named Kitchen common.error.account.none-chosen',
    );
  });

  it("explains an account's errors in the words for accounts", async () => {
    await load();
    const ofAccount = new LaMetricError('NOT_AUTHORIZED', '401', { origin: 'account', said: '' });
    assert.equal(
      connection.explain(ofAccount).error.message,
      'common.error.at common.title.lametric-account common.error.account.NOT_AUTHORIZED',
    );
  });

  it('says that no clock is chosen', async () => {
    await load({}, '');
    const { error } = connection.explain(await errorOf(connection.send(getDevice, never())));
    assert.deepEqual(
      [error.code, error.message],
      ['NOT_CONFIGURED', 'common.error.at common.title.lametric-device common.error.clock.none-chosen'],
    );
    assert.deepEqual(shown(), ['common.status.clock.none-chosen']);
  });
});
