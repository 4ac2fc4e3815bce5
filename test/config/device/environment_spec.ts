import assert from 'node:assert/strict';
import { deviceNode } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { cardOf } from '../../helpers/device-routes';

const FORM = { account: '', device: '', address: '${HOST}', security: 'pinned', apiKey: '${KEY}' };

describe('Environment variables in the form of a clock', () => {
  let clock: Clock;
  let nodeRed: NodeRed;

  before(async () => {
    clock = await startClock();
    nodeRed = await startNodeRed({ link: true, env: { HOST: clock.address, KEY: clock.apiKey } });
  });
  after(async () => {
    await nodeRed.stop();
    await clock.unplug();
  });

  const tab = (env: object[] = []) => ({ id: 'flow', type: 'tab', label: 'Flow', env });
  const env = () => [{ name: 'PLACE', type: 'str', value: clock.address }];
  const node = (properties: object = {}) =>
    deviceNode(undefined, {
      ...FORM,
      id: 'clock',
      address: '${PLACE}',
      credentials: { apiKey: '${KEY}' },
      ...properties,
    });

  async function stateOf(form: object): Promise<unknown> {
    const card = await cardOf(nodeRed.admin('POST', 'lametric-device/clock/test', { ...FORM, ...form }));
    return card['state'];
  }

  it('are those of Node-RED’s process', async () => {
    await nodeRed.deploy([tab()]);
    assert.equal(await stateOf({}), 'online');
    assert.equal(await stateOf({ address: '${PLACE}' }), 'unconfigured');
    const { status } = await nodeRed.admin('POST', 'lametric-device/clock/pair', { address: '${HOST}' });
    assert.equal(status, 200);
  });

  it('are the global ones, before the first Deploy too', async () => {
    await nodeRed.deploy([tab(), { id: 'global', type: 'global-config', env: env() }]);
    assert.equal(await stateOf({ address: '${PLACE}' }), 'online');
    assert.equal(await stateOf({ address: '$(PLACE)' }), 'online');
  });

  it('are those of the tab, for a deployed clock, whether or not it runs', async () => {
    for (const d of [false, true]) {
      const other = { id: 'other', type: 'inject', z: 'flow', x: 0, y: 0, wires: [[]] };
      await nodeRed.deploy([tab(env()), node({ z: 'flow', d }), other]);
      assert.equal(await stateOf({ address: '${PLACE}', apiKey: '__PWRD__' }), 'online');
    }
  });

  it('are those of the tab that the form names, before the first Deploy', async () => {
    const other = { id: 'other', type: 'inject', z: 'flow', x: 0, y: 0, wires: [[]] };
    await nodeRed.deploy([tab(env()), other]);
    assert.equal(await stateOf({ address: '${PLACE}' }), 'unconfigured');
    assert.equal(await stateOf({ address: '${PLACE}', z: 'flow' }), 'online');
  });

  it('are those of the last instance of the subflow', async () => {
    const subflow = {
      id: 'sub',
      type: 'subflow',
      name: 'Sub',
      in: [],
      out: [],
      env: [{ name: 'PLACE', type: 'str' }],
    };
    const instance = { id: 'one', type: 'subflow:sub', z: 'flow', x: 0, y: 0, wires: [] };
    await nodeRed.deploy([tab(), subflow, node({ z: 'sub' }), { ...instance, env: env() }]);
    assert.equal(await stateOf({ address: '${PLACE}', apiKey: '__PWRD__' }), 'online');
    const other = { id: 'other', type: 'inject', z: 'sub', x: 0, y: 0, wires: [[]] };
    await nodeRed.deploy([tab(), subflow, other, instance, { ...instance, id: 'two', env: env() }]);
    assert.equal(await stateOf({ address: '${PLACE}', z: 'sub' }), 'online');
  });
});
