import assert from 'node:assert/strict';
import sinon from 'sinon';
import { debounced } from '../../../../src/config/device/editor/debounced';

describe('Asking while somebody types', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it('waits for the end of the typing', () => {
    const latest = debounced(400);
    const asked: string[] = [];
    for (const typed of ['1', '19', '192']) {
      latest.start(() => asked.push(typed));
      clock.tick(399);
    }
    assert.deepEqual(asked, []);
    clock.tick(1);
    assert.deepEqual(asked, ['192']);
  });

  it('makes an earlier question count no more', () => {
    const latest = debounced(400);
    const counting: (() => boolean)[] = [];
    const ask = () => latest.start((counts) => counting.push(counts));
    ask();
    clock.tick(400);
    assert.deepEqual(
      counting.map((counts) => counts()),
      [true],
    );
    ask();
    assert.deepEqual(
      counting.map((counts) => counts()),
      [false],
    );
    clock.tick(400);
    assert.deepEqual(
      counting.map((counts) => counts()),
      [false, true],
    );
    latest.cancel();
    assert.deepEqual(
      counting.map((counts) => counts()),
      [false, false],
    );
  });
});
