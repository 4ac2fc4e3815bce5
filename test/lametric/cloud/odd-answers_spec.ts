import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { getDevice, getDevices, getUser, renameDevice } from '../../../src/lametric/cloud/cloud';
import { getIcons } from '../../../src/lametric/cloud/icons';
import { LaMetricError } from '../../../src/lametric/errors';
import { DEVICES } from '../../helpers/paths';
import { requesterOf } from '../../helpers/requester';

describe('Of an odd answer', () => {
  it('a list keeps what can be used, and says once in the log that something cannot', async () => {
    const warned = once(process, 'warning');
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const odd = [{ id: 1, name: 'A' }, { name: 'no id' }, { id: null, name: 'B' }, null, 7, [], { id: -1 }];
    assert.deepEqual(getDevices.parse(odd), [{ id: 1, name: 'A' }]);
    assert.deepEqual(getDevices.parse(odd), [{ id: 1, name: 'A' }]);
    const [warning]: unknown[] = await warned;
    await new Promise(setImmediate);
    process.off('warning', listen);
    assert.equal(String(warning), 'LaMetricWarning: left out of the list of devices: 6 without a usable id');
    assert.deepEqual(warnings, [warning]);
  });

  it('a list that is none is nothing', () => {
    assert.throws(() => getDevices.parse({}), { code: 'BAD_RESPONSE' });
  });

  it('a device without an id is nothing', () => {
    assert.throws(() => getDevice(1).parse({ name: 'A' }), { code: 'BAD_RESPONSE' });
  });

  const fields: [what: string, device: object, read: object][] = [
    ['a null name', { name: null }, { name: '' }],
    ['a missing name', {}, { name: '' }],
    ['a list as a name', { name: ['A'] }, { name: '' }],
    ['a number as a name', { name: 7 }, { name: '7' }],
    ['an id in text', { id: '18', name: 'A' }, { id: 18, name: 'A' }],
    ['a date as a number', { name: 'A', created_at: 1_700_000_000 }, { name: 'A', created_at: '1700000000' }],
    ['a key as a number', { name: 'A', api_key: 0 }, { name: 'A', api_key: '0' }],
    ['a state as a boolean', { name: 'A', state: true }, { name: 'A', state: 'true' }],
    ['an address as an object', { name: 'A', ipv4_internal: {} }, { name: 'A', ipv4_internal: null }],
    ['null for text', { name: 'A', mac: null }, { name: 'A', mac: null }],
    ['a field that nobody knows', { name: 'A', mood: { good: 1 } }, { name: 'A', mood: { good: 1 } }],
  ];
  for (const [what, device, read] of fields) {
    it(`a device keeps the rest: ${what}`, () => {
      assert.deepEqual(getDevice(1).parse({ id: 1, ...device }), { id: 1, ...read });
    });
  }

  for (const [what, user] of [
    ['missing', { id: 1 }],
    ['null', { id: 1, name: null, email: null }],
  ] as const) {
    it(`a user keeps the rest: name and address are ${what}`, () => {
      assert.deepEqual(getUser.parse(user), { id: 1, name: '', email: '' });
    });
  }

  it('a user without an id is nothing', () => {
    assert.throws(() => getUser.parse({ name: 'A', email: 'a@b' }), LaMetricError);
  });

  it('a page keeps the icons that have a code', () => {
    const meta = { page_count: 1 };
    const data = [{ code: 'i1', title: 7 }, { id: 2 }, { code: '../3' }, { code: 'a4' }];
    assert.deepEqual(getIcons(0, 4).parse({ meta, data }).icons, [
      { code: 'i1', title: '7' },
      { code: 'a4', title: '' },
    ]);
  });

  describe('to a rename, which is a success all the same, there may be', () => {
    let simulator: Simulator;

    before(async () => {
      simulator = await startSimulator();
    });
    after(() => simulator.close());

    const bodies: [what: string, body: string, name: string][] = [
      ['nothing', '', 'Hall'],
      ['HTML', '<h1>OK</h1>', 'Hall'],
      ['text', '"done"', 'Hall'],
      ['a list', '[]', 'Hall'],
      ['no device', '{"success":true}', 'Hall'],
      ['a device without an id', '{"success":{"name":"Other"}}', 'Hall'],
      ['a device without a name', '{"success":{"id":18}}', 'Hall'],
      ['a name as a number', '{"success":{"id":18,"name":7}}', '7'],
    ];
    for (const [what, body, name] of bodies) {
      it(`${what}: id and name are what it says, or else what was asked for`, async () => {
        simulator.fail(`${DEVICES}/18`, { status: 200, body, afterEffect: true });
        const requester = requesterOf(simulator, simulator.issueTokens().access_token);
        const renamed = await requester.send(renameDevice(18, 'Hall'), new AbortController().signal);
        assert.deepEqual(renamed, { id: 18, name });
      });
    }
  });
});
