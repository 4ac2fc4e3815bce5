import assert from 'node:assert/strict';
import sinon from 'sinon';
import { findUndrawn, plain, plainFrame } from '../../../src/lametric/display/characters';

describe('The plain form of a text', () => {
  for (const [text, form] of [
    ['Hello, 5 % of "x"!', 'Hello, 5 % of "x"!'],
    ['1\u202f234,5\u00a0€', '1 234,5 €'],
    ['a\u2009b\u3000c\td\r\ne', 'a b c d e'],
    ['\ufeffa\u00adb\u200bc', 'abc'],
    ['“a” „b‟ ‘c’ ‚d‛ ‹e›', '"a" "b" \'c\' \'d\' <e>'],
    ['a – b — c−d…', 'a - b - c-d...'],
    ['m², CO₂, x⁻³', 'm2, CO2, x-3'],
    ['℃ ™ ８ ﬁ', '°C TM 8 fi'],
    ['Äß ẞ é ş', 'Äß ß é ş'],
    ['U\u0308', 'Ü'],
    ['ệ 1\ufe0f\u20e3 ❤\ufe0f', 'ê 1 ♥'],
    ['😀 你 ½ ¨', '😀 你 ½ ¨'],
    ['\ud800', '\ud800'],
    ['q\u0308 ǰ', 'q\u0308 ǰ'],
    ['ſ ẛ', 'ſ ẛ'],
    [`q${'\u0300\u0323'.repeat(20)}`, `q${'\u0300'.repeat(5)}`],
    [`q${`${'\u0300'.repeat(9)}\u200b`.repeat(2)}`, `q${'\u0300'.repeat(9)}`],
  ] as const) {
    it(`is ${JSON.stringify(form)} for ${JSON.stringify(text)}`, () => assert.equal(plain(text), form));
  }
});

describe('The plain form of a long text', () => {
  it('takes no longer than that of its different characters', () => {
    const normalize = sinon.spy(String.prototype, 'normalize');
    assert.equal(plain('½'.repeat(1000)).length, 1000);
    const { callCount } = normalize;
    normalize.restore();
    assert.ok(callCount < 20, `${callCount}`);
  });
});

describe('A frame in plain characters', () => {
  it('has them in its text and its unit, and is otherwise as it was', () => {
    assert.deepEqual(plainFrame({ icon: 'i1', text: 'a\u00a0b', duration: 5 }), {
      icon: 'i1',
      text: 'a b',
      duration: 5,
    });
    const goalData = { start: 0, current: 1, end: 2, unit: 'm²' };
    assert.deepEqual(plainFrame({ text: null, goalData }), {
      text: null,
      goalData: { ...goalData, unit: 'm2' },
    });
    assert.deepEqual(plainFrame({ chartData: [1] }), { chartData: [1] });
  });

  it('names those that no clock is known to draw, once', () => {
    const goalData = { start: 0, current: 1, end: 2, unit: 'Ж' };
    assert.deepEqual(findUndrawn([{ text: 'Ab é 😀 你 😀' }, { goalData }, { chartData: [1] }]), [
      '😀',
      '你',
      'Ж',
    ]);
  });
});
