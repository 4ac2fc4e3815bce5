import assert from 'node:assert/strict';
import {
  linesFor,
  nodeFor,
  rangeAround,
  readSearch,
  setupFor,
} from '../../../../src/config/device/editor/found';
import type { ListedClock } from '../../../../src/config/device/search-result';

const KITCHEN: ListedClock = {
  name: 'Kitchen',
  model: 'sa8',
  serialNumber: 'SA8',
  address: '192.168.0.5',
  security: 'pinned',
  account: null,
  deployed: null,
};
const IN_ACCOUNT = { ...KITCHEN, account: { account: 'a', device: '18' } };
const text = (key: string) => key;

describe('A clock that was found', () => {
  it('is read, however odd the others are', () => {
    const odd = { address: 'x', name: 5, model: {}, security: 'none', account: { account: 'a' } };
    const nothing = { name: null, model: null, serialNumber: null, account: null, deployed: null };
    assert.deepEqual(readSearch({ clocks: [IN_ACCOUNT, null, {}, odd], complete: true }), {
      clocks: [IN_ACCOUNT, { ...nothing, address: 'x', security: 'pinned' }],
      complete: true,
    });
    assert.deepEqual(readSearch('text'), { clocks: [], complete: false });
  });

  it('is set up with the least to do', () => {
    assert.equal(setupFor({ ...IN_ACCOUNT, model: 'LM 37X8' }), 'account');
    assert.equal(setupFor({ ...KITCHEN, model: 'LM 37X8' }), 'key');
    for (const model of ['sa8', 'sa5', 'sa9', null]) assert.equal(setupFor({ ...KITCHEN, model }), 'button');
  });

  it('says what it is, where, and what else is known', () => {
    assert.deepEqual(linesFor(KITCHEN, ['one', 'two'], text), [
      'Kitchen',
      'model.time-2022 · 192.168.0.5',
      'one',
      'two',
    ]);
    const unknown = { ...KITCHEN, name: null, model: null };
    assert.deepEqual(linesFor(unknown, [], text), ['search.unnamed', '192.168.0.5']);
  });

  it('has the node that is deployed for it, or one that is not yet', () => {
    const byAddress = { id: '1', account: '', device: '', address: '192.168.0.5' };
    const byId = { id: '2', account: 'a', device: '18', address: '' };
    const nodes = [byAddress, byId, { ...byId, id: '3', device: '19' }];
    assert.equal(nodeFor(KITCHEN, nodes), byAddress);
    assert.equal(nodeFor(IN_ACCOUNT, nodes), byId);
    assert.equal(nodeFor({ ...IN_ACCOUNT, deployed: '1' }, nodes), byAddress);
    assert.equal(nodeFor({ ...IN_ACCOUNT, deployed: 'deleted' }, nodes), byId);
    assert.equal(nodeFor({ ...KITCHEN, address: '192.168.0.6' }, nodes), undefined);
  });

  const ranges = [
    ['192.168.1.20', '192.168.1.0/24'],
    ['10.1.2.3', '10.1.2.0/24'],
    ['172.16.0.1', '172.16.0.0/24'],
    ['172.32.0.1', ''],
    ['127.0.0.1', ''],
    ['8.8.8.8', ''],
    ['localhost', ''],
    ['10.home', ''],
    ['[::1]', ''],
  ] as const;
  for (const [hostname, range] of ranges) {
    it(`may be ${range === '' ? 'anywhere' : `in ${range}`} for an editor at ${hostname}`, () => {
      assert.equal(rangeAround(hostname), range);
    });
  }
});
