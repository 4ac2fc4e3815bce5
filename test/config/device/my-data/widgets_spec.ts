import assert from 'node:assert/strict';
import { Widgets } from '../../../../src/config/device/my-data/widgets';
import { failureOf, text, values } from '../../../helpers/my-data';

describe('The widgets of a clock, when a second one is there', () => {
  let widgets: Widgets;

  beforeEach(() => {
    widgets = new Widgets();
    widgets.learn(['w1']);
    widgets.set('', 'key', values('1'));
  });

  const framesAfter = () => {
    widgets.learn(['w1', 'w2']);
    return widgets.get('w1').state.frames();
  };

  it('have lost what was set for the only one', () => {
    assert.deepEqual(framesAfter(), []);
  });

  it('keep what was set for that one by its id since', () => {
    widgets.set('w1', 'key', values('2'));
    assert.deepEqual(framesAfter(), [text('2')]);
  });

  it('keep what the clock has accepted before', () => {
    const widget = widgets.get('w1');
    widget.accept(widget.contents, widget.keysIn(widget.contents));
    assert.deepEqual(framesAfter(), [text('1')]);
  });

  it('leave a message waiting that is for one of them', () => {
    void widgets.get('w1').wait('w1', 'key');
    framesAfter();
    assert.equal(widgets.get('w1').waiting.length, 1);
  });

  it('keep what the other one shows, though a key of that name was removed from the one that has gone', () => {
    framesAfter();
    widgets.set('w2', 'key', values('2'));
    widgets.set('w1', 'key', values());
    widgets.learn(['w2']);
    assert.deepEqual(widgets.get('w2').state.frames(), [text('2')]);
  });

  it('end a message for one that has gone', async () => {
    const gone = widgets.get('gone');
    gone.setFor('gone', 'key', values('1'));
    const failure = failureOf(gone.wait('gone', 'key'));
    framesAfter();
    assert.deepEqual(await failure, ['INVALID_INPUT', 'which-widget']);
  });
});

describe('A widget that was chosen, and has gone since', () => {
  const framesAfter = (...messages: string[][]) => {
    const widgets = new Widgets();
    widgets.learn(['w1']);
    widgets.set('w1', 'key', values('1'));
    widgets.learn([]);
    for (const texts of messages) widgets.set('gone', 'key', values(...texts));
    widgets.learn(['w1']);
    return widgets.get('w1').state.frames();
  };

  it('passes on to the only one which keys were removed', () => {
    assert.deepEqual(framesAfter([]), []);
  });

  it('passes on no removal of a key that has come again', () => {
    assert.deepEqual(framesAfter([], ['2']), [text('2')]);
  });
});
