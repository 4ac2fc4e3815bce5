import assert from 'node:assert/strict';
import { type ListedDevice, deviceProblem, findChoices, readDevices } from '../../src/editor/devices';

const DEVICES: ListedDevice[] = [
  { id: '18', name: 'My LaMetric', state: 'configured' },
  { id: '1027', name: 'Kitchen', state: 'new' },
  { id: '48213', name: 'Büro @ Work', state: '' },
];

const state = (name: string) => (name === 'new' ? 'Fresh' : name);

describe('The devices of the picker', () => {
  it('are read from the answer, and what is none is left out', () => {
    const answer = [
      { id: 18, name: 'My LaMetric', state: 'configured', mac: 'x' },
      { id: 19, name: 'Bare', state: null },
      { id: '20', name: 'No number' },
      { id: 21 },
      null,
      'text',
    ];
    assert.deepEqual(readDevices(answer), [
      { id: '18', name: 'My LaMetric', state: 'configured' },
      { id: '19', name: 'Bare', state: '' },
    ]);
    assert.deepEqual(readDevices({ devices: [] }), []);
    assert.deepEqual(readDevices(undefined), []);
  });

  for (const [typed, ids] of [
    ['', ['18', '1027', '48213']],
    ['  ', ['18', '1027', '48213']],
    ['KITCH', ['1027']],
    ['büro', ['48213']],
    ['work büro', ['48213']],
    ['fresh', ['1027']],
    ['1027', ['1027']],
    ['nothing', []],
    // An id that is typed in is always among the choices, even where it is a part of others.
    ['8', ['18', '48213', '8']],
    [' 4711 ', ['4711']],
    ['0', ['1027']],
    ['-1', []],
  ] as const) {
    it(`for "${typed}" are ${ids.join(', ') || 'none'}`, () => {
      assert.deepEqual(
        findChoices(DEVICES, typed, state).map(({ id }) => id),
        ids,
      );
    });
  }

  it('tell an id that was typed in from a device', () => {
    assert.deepEqual(findChoices(DEVICES, '4711'), [{ id: '4711', name: undefined }]);
  });
});

describe('A device', () => {
  for (const [value, type, problem] of [
    ['', 'all', undefined],
    ['18', 'str', undefined],
    [' 18 ', 'str', undefined],
    ['', 'str', 'no-device'],
    [' ', 'msg', 'no-device'],
    ['x', 'str', 'device-id'],
    ['0', 'str', 'device-id'],
    ['-5', 'str', 'device-id'],
    ['payload', 'msg', undefined],
    ['DEVICE', 'env', undefined],
  ] as const) {
    it(`"${value}" of type ${type} ${problem ? `is wrong: ${problem}` : 'is right'}`, () => {
      assert.equal(deviceProblem(value, type), problem);
    });
  }
});
