import assert from 'node:assert/strict';
import {
  type ParameterProblem,
  choicesOf,
  parseAppName,
  readParameter,
} from '../../../src/lametric/clock/action';
import type { ActionParameter } from '../../../src/lametric/clock/types';

const bool: ActionParameter = { data_type: 'bool' };
const int: ActionParameter = { data_type: 'int' };
const string: ActionParameter = { data_type: 'string' };
const time: ActionParameter = { data_type: 'string', format: '[0-9]{2}:[0-9]{2}(?::[0-9]{2})?' };
const words: ActionParameter = { data_type: 'string', format: 'weather|page_a_day|custom|none' };

/** An expression such as `(a+)+b` tries each of the 2^40 ways to divide it. */
const LONG = `${'a'.repeat(40)}!`;

describe('The parameter of an action', () => {
  const good: [string, ActionParameter, unknown, unknown][] = [
    ['true', bool, true, true],
    ['false in words', bool, 'false', false],
    ['a whole number', int, 0, 0],
    ['a whole number in digits', int, ' -12 ', -12],
    ['text', string, 'a3', 'a3'],
    ['text of any form', time, '7:30', '7:30'],
    ['text at once, whose expression would take for ever', { format: '(a+)+b' }, LONG, LONG],
    ['one of the words', words, 'none', 'none'],
    ['anything where the kind is unknown', { data_type: 'list' }, [1], [1]],
    ['anything where nothing is said', {}, 5, 5],
    ['anything where the kind is the name of something else', { data_type: 'constructor' }, 'a', 'a'],
    ['a number where the form is no list of words', { data_type: 'int', format: '[1-9]' }, 10, 10],
    ['nothing', time, undefined, undefined],
    ['null', int, null, undefined],
    ['blank text', words, '', undefined],
  ];
  for (const [what, parameter, value, read] of good) {
    it(`takes ${what}`, () => {
      assert.deepEqual(readParameter(parameter, value), { value: read, problem: undefined });
    });
  }

  const bad: [string, ActionParameter, unknown, ParameterProblem][] = [
    ['another word for yes', bool, 'yes', 'bool'],
    ['a number for yes', bool, 1, 'bool'],
    ['a fraction', int, 1.5, 'int'],
    ['words for a number', int, 'ten', 'int'],
    ['true for a number', int, true, 'int'],
    ['a number beyond all', int, Infinity, 'int'],
    ['a number for text', string, 7, 'string'],
    ['an object for text', string, {}, 'string'],
    ['another word', words, 'weathe', 'choice'],
    ['two of the words', words, 'weather|none', 'choice'],
    ['nothing where something is required', { ...int, required: true }, undefined, 'required'],
    ['blank text where something is required', { ...string, required: true }, '', 'required'],
  ];
  for (const [what, parameter, value, problem] of bad) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(readParameter(parameter, value), { value: undefined, problem });
    });
  }

  it('has choices where its form is words', () => {
    assert.deepEqual(choicesOf(words), ['weather', 'page_a_day', 'custom', 'none']);
    assert.deepEqual(choicesOf(time), []);
    assert.deepEqual(choicesOf({ format: '(a|b)c' }), []);
    assert.deepEqual(choicesOf(int), []);
  });
});

describe('The name of an app', () => {
  for (const [value, app, widget] of [
    ['com.lametric.clock', 'com.lametric.clock', undefined],
    [' com.lametric.clock/1_com.lametric.clock ', 'com.lametric.clock', '1_com.lametric.clock'],
    ['com.lametric.clock/', 'com.lametric.clock', undefined],
    ['com.lametric.clock/a/b', 'com.lametric.clock', 'a/b'],
  ]) {
    it(`may be ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parseAppName(value), { app, widget });
    });
  }

  for (const value of ['', '  ', '/x', 'two words', 5, null, undefined, { app: 'x' }]) {
    it(`may not be ${JSON.stringify(value)}`, () => assert.equal(parseAppName(value), undefined));
  }
});
