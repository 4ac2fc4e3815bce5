import assert from 'node:assert/strict';
import { TRANSLATIONS } from '../../scripts/catalogues';
import { findOutdated, hashAll, readEnglish, readHashes, toRecord } from '../../scripts/translations';

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

  it('are recorded once, and for a language that is behind only where it differs', () => {
    const english = new Map([
      ['kept', 'A text.'],
      ['changed', 'New.'],
    ]);
    const all = hashAll(english);
    const record = toRecord(english, (language) => (language === 'de' ? { ...all, changed: 'old' } : all));
    assert.deepEqual(record, { all, de: { changed: 'old' } });
  });
});
