import assert from 'node:assert/strict';
import { updateMyData } from '../../../src/lametric/clock/my-data';
import { isOnce } from '../../../src/lametric/connection/request';

describe('My Data DIY', () => {
  it('gets frames with their place among all, whatever the message says, and may get them twice', () => {
    const frames = [{ text: '1' }, { text: '2', index: 0 }];
    const request = updateMyData('a/b', frames);
    assert.equal(request.path, '/api/v2/widget/update/com.lametric.diy.devwidget/a%2Fb');
    assert.deepEqual(request.body, {
      frames: [
        { index: 0, text: '1' },
        { index: 1, text: '2' },
      ],
    });
    assert.equal(isOnce(request), false);
    assert.equal(request.parse(undefined), undefined);
  });
});
