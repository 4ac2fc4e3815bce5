import assert from 'node:assert/strict';
import { enumerate, findAll, findNamed, namesIn, wordsOf } from '../../../src/editor/clocks/named';

/** Shows the key and its values. */
const text = (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ');

const clock = (id: string, name: string, isDisabled = false) => ({
  id,
  name,
  serialNumber: `SA${id}`,
  isDisabled,
});
const KITCHEN = clock('1', 'Kitchen');
const HALL = clock('2', 'Hall');
const CELLAR = clock('3', 'Cellar', true);
const TWINS = [clock('4', 'Office'), clock('5', 'Office')];
const KNOWN = [KITCHEN, HALL, CELLAR, ...TWINS];

describe('The clocks in a form', () => {
  for (const [type, value, names] of [
    ['str', 'Kitchen', ['Kitchen']],
    ['str', '["Kitchen"]', ['["Kitchen"]']],
    ['str', ' ', []],
    ['json', '"Kitchen"', ['Kitchen']],
    ['json', '["Kitchen", "Hall"]', ['Kitchen', 'Hall']],
    ['json', '{"name": "Kitchen", "serialNumber": "SA15"}', ['SA15']],
    ['json', '[{"name": "Kitchen"}, "Hall"]', ['Kitchen', 'Hall']],
    ['json', '["Kitchen", 7]', []],
    ['json', '[""]', []],
    ['json', '[]', []],
    ['json', '{}', []],
    ['json', '[', []],
  ] as const) {
    it(`are ${JSON.stringify(names)} by ${type}: ${value}`, () => {
      assert.deepEqual(namesIn(value, type), names);
    });
  }

  it('are found by name, serial number and the id of their node, each once, in the order named', () => {
    const { clocks } = findNamed(['Hall', 'Kitchen', '1', 'Hall', 'SA5'], KNOWN);
    assert.deepEqual(clocks, [HALL, KITCHEN, TWINS[1]]);
  });

  it('are the enabled ones alone where a disabled one is called the same', () => {
    const before = [clock('6', 'Kitchen', true), clock('7', 'Cellar', true)];
    assert.deepEqual(findNamed(['Kitchen', 'Cellar'], [...before, ...KNOWN]), {
      clocks: [KITCHEN],
      unknown: [],
      ambiguous: [],
      disabled: ['Cellar'],
    });
  });

  it('that no message would reach are named', () => {
    const named = findNamed(['Kitchen', 'Attic', 'Cellar', 'Office'], KNOWN);
    assert.deepEqual(named, {
      clocks: [KITCHEN],
      unknown: ['Attic'],
      ambiguous: ['Office'],
      disabled: ['Cellar'],
    });
    assert.deepEqual(wordsOf(named, text), {
      kind: 'warning',
      lines: [
        'several.unknown "Attic"',
        'several.ambiguous "Office"',
        'several.disabled "Cellar"',
        'several.found-one 1 Kitchen',
      ],
    });
  });

  it('are counted: one, several, none', () => {
    const inWords = (...known: (typeof KITCHEN)[]) => wordsOf(findAll(known), text);
    assert.deepEqual(inWords(KITCHEN, CELLAR), { kind: undefined, lines: ['several.found-one 1 Kitchen'] });
    assert.deepEqual(inWords(KITCHEN, HALL), { kind: undefined, lines: ['several.found 2 Kitchen, Hall'] });
    assert.deepEqual(inWords(CELLAR), { kind: 'warning', lines: ['several.none'] });
  });

  it('are so many that only the first are said', () => {
    assert.equal(enumerate(['a', 'b', 'c'], 2), 'a, b …');
    assert.equal(enumerate(['a', 'b'], 2), 'a, b');
  });
});
