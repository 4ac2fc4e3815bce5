import assert from 'node:assert/strict';
import { type Complaint, placeOf, wordsOf } from '../../src/frames/complaint';
import { readCommonTexts } from '../../scripts/catalogues';

describe('A place in a notification', () => {
  const places: [(string | number)[], string][] = [
    [['model', 'frames', 1, 'icon'], 'frame 2: icon'],
    [['model', 'frames', 0], 'frame 1'],
    [['model', 'frames', 0, 'goalData', 'end'], 'frame 1: goalData.end'],
    [['model', 'sound', 'id'], 'sound.id'],
    [['model', 'frames'], 'frames'],
    [['model'], 'model'],
    [['priority'], 'priority'],
  ];
  for (const [path, place] of places) {
    it(`is called ${place}`, () =>
      assert.equal(
        placeOf(path, (number) => `frame ${number}`),
        place,
      ));
  }
});

describe('A complaint', () => {
  const texts = readCommonTexts('en-US');
  const text = (key: string, values: Record<string, string | number>) =>
    (texts.get(`common.${key}`) ?? assert.fail(key)).replace(/__(\w+?)__/g, (_, name: string) =>
      String(values[name]),
    );
  const frame = ['model', 'frames', 1];

  const complaints: [Omit<Complaint, 'values'> & Partial<Complaint>, string][] = [
    [
      { path: frame, problem: 'number', value: 'much', values: { source: 'msg.payload' } },
      'frame 2: msg.payload is "much". It must be a number.',
    ],
    [
      { path: frame, problem: 'shown-text', value: undefined, values: { source: 'msg.payload' } },
      'frame 2: msg.payload is missing. It must be text, a number, or true or false.',
    ],
    [
      { path: ['model', 'cycles'], problem: 'whole', value: -1 },
      'cycles is -1. It must be a whole number from 0.',
    ],
    [
      { path: ['priority'], problem: 'choice', value: 'high', values: { choices: 'info, warning' } },
      'priority is "high". It must be one of info, warning.',
    ],
    [
      {
        path: ['msg.payload', 'colour'],
        problem: 'unknown-name',
        value: 'red',
        values: { choices: 'text, icon' },
      },
      'msg.payload.colour: no such setting. There are text, icon.',
    ],
    [
      { path: frame, problem: 'frame', value: {} },
      'frame 2: must have one of text, goalData and chartData, or text and goalData.',
    ],
  ];
  for (const [complaint, words] of complaints) {
    it(`says "${words}"`, () => assert.equal(wordsOf({ values: {}, ...complaint }, text), words));
  }
});
