import assert from 'node:assert/strict';
import sinon from 'sinon';
import { pictureFinder } from '../../../src/icons/editor/icon-pictures';

describe('The picture of an icon that could not be loaded', () => {
  afterEach(() => sinon.restore());

  it('is loaded again ten seconds later, then twenty, while it is needed, and then kept', async () => {
    const time = sinon.useFakeTimers();
    const pictures = [{ pixels: [], delay: 0 }];
    const load = sinon.stub().resolves(pictures).onFirstCall().resolves(undefined).onSecondCall().resolves();
    const find = pictureFinder(load);
    const draw = async (milliseconds: number) => {
      await time.tickAsync(milliseconds);
      return find('i3');
    };
    for (const wait of [0, 100, 9800]) assert.equal(await draw(wait), undefined);
    assert.equal(load.callCount, 1);
    for (const wait of [200, 100, 19_800]) assert.equal(await draw(wait), undefined);
    assert.equal(load.callCount, 2);
    assert.equal(await draw(200), undefined);
    for (const wait of [0, 60_000]) assert.equal(await draw(wait), pictures);
    assert.equal(load.callCount, 3);
  });
});
