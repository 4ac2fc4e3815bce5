import assert from 'node:assert/strict';
import { toItems } from '../../../src/editor/picker/apps';

describe('The list of apps', () => {
  it('has each widget, in the order in which the clock shows them', () => {
    const items = toItems({
      'com.lametric.radio': { title: 'Radio', widgets: { r: { index: 2 } } },
      'com.lametric.message': { title: 'Message', widgets: { m: { index: -1 } } },
      'com.lametric.clock': { title: 'Clock', widgets: { a: { index: 1 }, b: { index: 0 } } },
      'com.lametric.other': { widgets: { o: {} } },
      'com.lametric.none': { title: 'None' },
    });
    assert.deepEqual(
      items.map(({ value, label, details }) => [value, label, details]),
      [
        ['com.lametric.clock/b', 'Clock', 'com.lametric.clock'],
        ['com.lametric.clock/a', 'Clock', 'com.lametric.clock'],
        ['com.lametric.radio/r', 'Radio', 'com.lametric.radio'],
        ['com.lametric.message/m', 'Message', 'com.lametric.message'],
        ['com.lametric.other/o', 'com.lametric.other', 'com.lametric.other'],
      ],
    );
  });
});
