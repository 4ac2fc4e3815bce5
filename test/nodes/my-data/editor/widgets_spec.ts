import assert from 'node:assert/strict';
import { readWidgets } from '../../../../src/nodes/my-data/editor/widgets';

describe('The widgets of My Data DIY', () => {
  it('are told apart by their number, in the order of the clock', () => {
    const widgets = { second: { index: 4 }, first: { index: 2 } };
    const apps = {
      'com.lametric.diy.devwidget': { title: 'My Data DIY', widgets },
      other: { widgets: { x: {} } },
    };
    assert.deepEqual(readWidgets(apps), [
      { value: 'first', label: 'My Data DIY 1', details: 'first' },
      { value: 'second', label: 'My Data DIY 2', details: 'second' },
    ]);
  });

  it('are none where the clock has no such app, and unknown where it cannot be asked', () => {
    assert.deepEqual(readWidgets({ 'com.lametric.clock': { widgets: {} } }), []);
    assert.equal(readWidgets(undefined), undefined);
  });
});
