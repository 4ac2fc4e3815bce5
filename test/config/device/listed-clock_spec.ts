import assert from 'node:assert/strict';
import os from 'node:os';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import sinon from 'sinon';
import registerDevice from '../../../src/config/device/device';
import { registries } from '../../../src/config/device/registry';
import { ClockSearch, listClock, nodeClock } from '../../../src/config/device/search';
import { settingsOf } from '../../../src/config/device/settings';
import { useNodeRed } from '../../helpers/flow-node';

const ADDRESS = '192.168.1.5';

describe('A clock that a search has found', () => {
  const found = {
    name: 'Kitchen',
    model: 'sa8',
    serialNumber: 'SA8-1',
    cloudId: '7',
    address: ADDRESS,
  } as const;
  const list = (
    changes: { serialNumber?: null; cloudId?: null },
    serial_number: string,
    node = {},
    at = '',
  ) => {
    const device = { id: 8, name: 'Other', serial_number, ipv4_internal: ADDRESS };
    const clock = { settings: settingsOf(node, {}), address: at };
    const clockFound = { ...found, security: 'pinned', ...changes } as const;
    return listClock(clockFound, [{ account: 'account', device }], [nodeClock('node', clock)]);
  };
  const inAccount = { account: 'account', device: '8' };

  it('is the one of an account by serial number, else by id, else by address', () => {
    assert.deepEqual(list({}, 'SA8-1').account, inAccount);
    assert.equal(list({ cloudId: null }, 'SA8-2').account, null);
    assert.equal(list({}, '').account, null);
    assert.deepEqual(list({ serialNumber: null, cloudId: null }, 'SA8-2').account, inAccount);
  });

  it('is the one of a node by id, else by the address where that finds its clock', () => {
    assert.equal(list({}, '', { device: '7' }).deployed, 'node');
    assert.equal(list({}, '', { device: '9' }, ADDRESS).deployed, null);
    assert.equal(list({}, '', { address: 'clock.example' }, `${ADDRESS}:4343`).deployed, 'node');
  });
});

describe('A search from all own addresses', () => {
  useNodeRed();
  afterEach(() => sinon.restore());

  it('goes out from those of IPv4', async () => {
    let RED: NodeAPI | undefined;
    const capture = (node: NodeAPI) => {
      RED = node;
    };
    await helper.load([capture, registerDevice], []);
    assert.ok(RED);
    const registry = registries.get(RED.httpAdmin) ?? assert.fail('There is no registry');
    const common = { netmask: '', mac: '', internal: true, cidr: null };
    sinon.stub(os, 'networkInterfaces').returns({
      lo: [
        { ...common, family: 'IPv6', address: '::1', scopeid: 0 },
        { ...common, family: 'IPv4', address: '127.0.0.1' },
      ],
    });
    assert.equal((await new ClockSearch(RED, registry).run([])).complete, true);
  });
});
