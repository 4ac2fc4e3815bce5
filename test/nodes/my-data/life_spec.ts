import assert from 'node:assert/strict';
import { clockId } from '../../helpers/clock-flow';
import { MyDataFlow } from '../../helpers/my-data-flow';

describe('What a lametric my data puts on a clock', () => {
  let flow: MyDataFlow;

  before(async () => {
    flow = await MyDataFlow.start();
  });
  beforeEach(() => flow.reset());
  after(() => flow.close());

  it('outlives a Deploy, which pushes nothing', async () => {
    await flow.world.deploy(flow.node('a'), 'full');
    await flow.send('a', 'one', '1');
    const before = flow.pushes;
    await flow.world.deploy(flow.node('a'), 'full');
    assert.deepEqual(await flow.send('a', 'one', '1'), {
      key: 'one',
      frames: 1,
      widget: flow.clock.apps.myData.ids[0],
    });
    assert.equal(flow.pushes, before);
    await flow.send('a', 'two', '2');
    assert.deepEqual(flow.texts(), ['1', '2']);
  });

  it('is shown when a clock that was off is back', async () => {
    await flow.world.deploy(flow.node('a'));
    await flow.send('a', 'one', '1');
    await flow.cutPower();
    assert.equal(await flow.send('a', 'two', '2'), 'UNREACHABLE');
    assert.equal(flow.nodeRed.status('a')?.text, 'kept');
    await flow.clock.plugIn();
    await flow.until('1', '2');
  });

  it('moves to an app that was added anew', async () => {
    await flow.world.deploy(flow.node('a'));
    await flow.send('a', 'one', '1');
    flow.clock.apps.myData.reinstall();
    const [widget] = flow.clock.apps.myData.ids;
    assert.deepEqual(await flow.send('a', 'two', '2'), { key: 'two', frames: 2, widget });
    assert.deepEqual(flow.texts(), ['1', '2']);
  });

  it('is tried once more where the clock does not find the app, and kept where it does not have it', async () => {
    await flow.world.deploy(flow.node('a'));
    flow.clock.quirks.missesPush = true;
    await flow.send('a', 'one', '1');
    assert.deepEqual(flow.texts(), ['1']);
    flow.clock.apps.myData.types = [];
    assert.equal(await flow.send('a', 'two', '2'), 'NOT_FOUND');
    flow.clock.apps.myData.types = ['push'];
    await flow.until('1', '2');
  });

  it('is warned of where it was kept, and the clock then has two apps to choose from', async () => {
    await flow.world.deploy(flow.node('a'));
    await flow.clock.unplug();
    assert.equal(await flow.send('a', 'one', '1'), 'UNREACHABLE');
    flow.clock.apps.myData.types = ['push', 'push'];
    const warning = flow.nodeRed.nextEvent('debug');
    await flow.clock.plugIn();
    const said = JSON.stringify((await warning).data);
    for (const part of [clockId(flow.clock), flow.clock.apps.myData.ids.join(', ')]) {
      assert.ok(said.includes(part), said);
    }
  });

  it('is one page for one key, of whatever nodes and flows', async () => {
    const other = { id: 'other flow', type: 'tab', label: 'Other' };
    await flow.world.deploy([...flow.node('a'), other, ...flow.node('b', {}, 'other flow')]);
    await flow.send('a', 'same', 'from a');
    await flow.send('b', 'own', 'own');
    assert.deepEqual(await flow.send('b', 'same', 'from b'), {
      key: 'same',
      frames: 2,
      widget: flow.clock.apps.myData.ids[0],
    });
    assert.deepEqual(flow.texts(), ['from b', 'own']);
    const { body } = await flow.nodeRed.admin('GET', `lametric-device/${clockId(flow.clock)}/my-data`);
    const keys = [
      ['same', 'from b'],
      ['own', 'own'],
    ].map(([key, text]) => {
      const frames = [{ icon: null, text, duration: null }];
      return { key, from: 'b', position: 0, frames, kept: false };
    });
    assert.deepEqual(body, { widgets: [{ widget: flow.clock.apps.myData.ids[0], keys }] });
    await flow.send('b', 'same', '');
    assert.deepEqual(flow.texts(), ['own']);
  });

  it('is no more than 20 frames: those stay', async () => {
    await flow.world.deploy(flow.node('a'));
    const frames = (count: number) => Array.from({ length: count }, (_, index) => ({ text: String(index) }));
    await flow.send('a', 'many', { frames: frames(19) });
    assert.equal(await flow.send('a', 'more', { frames: frames(2) }), 'INVALID_INPUT');
    assert.equal(await flow.send('a', 'too many', { frames: frames(21) }), 'INVALID_INPUT');
    await flow.send('a', 'last', 'last');
    assert.deepEqual(flow.texts().slice(-2), ['18', 'last']);
  });

  it('goes with its node where that is its key, and not where it has one', async () => {
    await flow.world.deploy([...flow.node('a'), ...flow.node('b')]);
    await flow.send('a', '', 'mine');
    await flow.send('a', 'named', 'named');
    await flow.send('b', '', 'other');
    await flow.world.deploy(flow.node('b'));
    await flow.until('named', 'other');
  });

  it('leaves a clock to which its node no longer goes', async () => {
    const sky = flow.world.clock('sa5');
    await flow.world.deploy(flow.node('a'));
    await flow.send('a', '', 'here');
    await flow.world.deploy(flow.node('a', { device: clockId(sky) }));
    await flow.until('-');
    await flow.send('a', '', 'there');
    assert.deepEqual(flow.texts(sky), ['there']);
  });

  it('leaves nothing on a clock whose node goes, too', async () => {
    await flow.world.deploy(flow.node('a'));
    await flow.send('a', '', 'mine');
    await flow.send('a', 'named', 'named');
    await flow.nodeRed.deploy([]);
    assert.deepEqual(flow.texts(), ['-']);
  });
});
