import assert from 'node:assert/strict';
import { TRANSLATIONS } from '../../scripts/catalogues';
import { findOutdated, hashAll, readEnglish, readHashes } from '../../scripts/translations';

describe('The translations', () => {
  for (const language of TRANSLATIONS) {
    it(`into ${language} are of the English texts as they are now`, () => {
      assert.deepEqual(findOutdated(readEnglish(), readHashes(language)), []);
    });
  }

  it('are outdated where an English text is new or has changed', () => {
    const hashes = hashAll(
      new Map([
        ['kept', 'A text.'],
        ['wrapped', '<p>A long text.</p>'],
        ['changed', 'Old.'],
      ]),
    );
    const now = new Map([
      ['kept', 'A text.'],
      ['wrapped', '<p>A\n  long text.</p>'],
      ['changed', 'New.'],
      ['new', ''],
    ]);
    assert.deepEqual(findOutdated(now, hashes), ['changed', 'new']);
  });
});
