import assert from 'node:assert/strict';
import { codeOf, readFound } from '../../../src/icons/editor/gallery';

describe('The gallery in the editor', () => {
  it('leaves out what is no icon', () => {
    const icons = [{ code: 'i1', title: 'Smile', more: 1 }, { code: 2, title: 'x' }, null];
    assert.deepEqual(readFound({ icons, total: 3, complete: true }), {
      icons: [{ code: 'i1', title: 'Smile' }],
      total: 3,
      complete: true,
    });
    assert.deepEqual(readFound('odd'), { icons: [], total: 0, complete: true });
  });

  it('takes a number for the code of a picture', () => {
    assert.deepEqual([' 12 ', 'A7', 'i0', 'cat', 'i', ''].map(codeOf), [
      'i12',
      'a7',
      'i0',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
