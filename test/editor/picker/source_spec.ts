import assert from 'node:assert/strict';
import { type Item, filterItems } from '../../../src/editor/picker/source';

const ITEMS: Item[] = [
  { value: '18', label: 'My LaMetric', details: 'ready · 18' },
  { value: '1027', label: 'Kitchen', details: 'not set up yet · 1027' },
  { value: '48213', label: 'Büro @ Work', details: '48213' },
];

describe('The items of a picker', () => {
  for (const [typed, values] of [
    ['', ['18', '1027', '48213']],
    ['  ', ['18', '1027', '48213']],
    ['KITCH', ['1027']],
    ['büro', ['48213']],
    ['work büro', ['48213']],
    ['not set', ['1027']],
    ['1027', ['1027']],
    ['8', ['18', '48213']],
    ['nothing', []],
  ] as const) {
    it(`for "${typed}" are ${values.join(', ') || 'none'}`, () => {
      assert.deepEqual(
        filterItems(ITEMS, typed).map(({ value }) => value),
        values,
      );
    });
  }
});
