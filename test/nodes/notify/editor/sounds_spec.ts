import assert from 'node:assert/strict';
import { ENGLISH, NODES, readNodeTexts } from '../../../../scripts/catalogues';
import { SOUNDS } from '../../../../src/lametric/clock/notification';
import { isSound, soundName } from '../../../../src/nodes/notify/editor/sounds';

describe('A sound', () => {
  const node = NODES.find(({ name }) => name === 'notify') ?? assert.fail('There is no such node');
  const texts = readNodeTexts(node, ENGLISH);
  const text = (key: string) => texts.get(`notify.${key}`) ?? assert.fail(`no text ${key}`);

  it('has a name in words, and each its own', () => {
    const sounds = Object.entries(SOUNDS).flatMap(([category, ids]) => ids.map((id) => `${category}/${id}`));
    const names = sounds.map((sound) => soundName(sound, text));
    assert.equal(new Set(names).size, sounds.length);
    assert.equal(soundName('notifications/dog2', text), 'Dog 2');
    assert.equal(soundName('alarms/alarm13', text), 'Alarm 13');
    assert.equal(soundName('', text), 'No sound');
    assert.equal(soundName('http://home/bell.mp3', text), 'http://home/bell.mp3');
  });

  for (const sound of [
    '',
    'cat',
    'notifications/cat',
    'alarms/alarm13',
    'https://home/bell.mp3',
    '${BELL}',
  ]) {
    it(`may be "${sound}"`, () => assert.ok(isSound(sound)));
  }
  for (const sound of ['cow', 'alarms/cat', 'notifications/', 'ftp://home/bell.mp3', ' ']) {
    it(`cannot be "${sound}"`, () => assert.ok(!isSound(sound)));
  }
});
