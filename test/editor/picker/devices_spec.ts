import assert from 'node:assert/strict';
import { deviceProblem, findUnlisted, readDevices, toItem } from '../../../src/editor/picker/devices';

describe('The devices of the picker', () => {
  it('are read from the answer, and what is none is left out', () => {
    const answer = [
      { id: 18, name: 'My LaMetric', state: 'configured', ipv4_internal: '192.168.0.128', mac: 'x' },
      { id: 19, name: 'Bare', state: null, ipv4_internal: null },
      { id: '20', name: 'No number' },
      { id: 21 },
      null,
      'text',
    ];
    assert.deepEqual(readDevices(answer), [
      { id: '18', name: 'My LaMetric', state: 'configured', address: '192.168.0.128' },
      { id: '19', name: 'Bare', state: '', address: '' },
    ]);
    assert.deepEqual(readDevices({ devices: [] }), []);
    assert.deepEqual(readDevices(undefined), []);
  });

  it('show their state, where it is known, and their id', () => {
    const stateName = (state: string) => `<${state}>`;
    const device = { id: '18', name: 'My LaMetric', state: 'configured', address: '' };
    assert.deepEqual(toItem(device, stateName), {
      value: '18',
      label: 'My LaMetric',
      details: '<configured> · 18',
    });
    assert.equal(toItem({ ...device, state: '' }, stateName).details, '18');
  });

  // An id or a name that is typed in can always be chosen, even where it is a part of others.
  for (const [typed, value] of [
    ['', undefined],
    ['8', '8'],
    [' 4711 ', '4711'],
    ['18', undefined],
    ['0', undefined],
    ['My LaMetric', undefined],
    [' kitchen ', 'kitchen'],
  ] as const) {
    it(`lack ${value ?? 'nothing'} when "${typed}" is typed`, () => {
      assert.equal(findUnlisted([{ value: '18', label: 'My LaMetric', details: '18' }], typed), value);
    });
  }
});

describe('A device', () => {
  for (const [value, type, problem] of [
    ['', 'all', undefined],
    ['18', 'str', undefined],
    [' 18 ', 'str', undefined],
    ['', 'str', 'no-device'],
    [' ', 'msg', 'no-device'],
    ['Kitchen', 'str', undefined],
    ['0', 'str', 'device-id'],
    ['99999999999999999999', 'str', 'device-id'],
    ['payload', 'msg', undefined],
    ['DEVICE', 'env', undefined],
  ] as const) {
    it(`"${value}" of type ${type} ${problem ? `is wrong: ${problem}` : 'is right'}`, () => {
      assert.equal(deviceProblem(value, type), problem);
    });
  }
});
