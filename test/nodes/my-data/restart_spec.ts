import assert from 'node:assert/strict';
import { clockId } from '../../helpers/clock-flow';
import { MyDataFlow } from '../../helpers/my-data-flow';

/** Keep context on disk. One that has no cache is asynchronous. */
const FILES = {
  'on disk': `settings.contextStorage = { default: { module: 'localfilesystem' } };`,
  'on disk alone': `settings.contextStorage = { default: { module: 'localfilesystem', config: { cache: false } } };`,
};

/** A context store that is asynchronous, and always fails. */
const BROKEN = `
  const fail = (...values) => setImmediate(values.at(-1), new Error('the disk is full'));
  const resolve = async () => undefined;
  const store = { open: resolve, close: resolve, clean: resolve, delete: resolve, get: fail, set: fail, keys: fail };
  settings.contextStorage = { default: { module: () => store } };`;

describe('What a lametric my data has put on a clock, after a restart of Node-RED,', () => {
  let flow: MyDataFlow;

  before(async () => {
    flow = await MyDataFlow.start();
  });
  beforeEach(() => flow.reset());
  after(() => flow.close());

  for (const [name, settings] of Object.entries(FILES)) {
    it(`is shown again, where context is kept ${name}`, async () => {
      await flow.restart(settings);
      await flow.world.deploy(flow.node('a'));
      await flow.send('a', 'one', '1');
      await flow.send('a', '', 'mine');
      const { body } = await flow.nodeRed.admin('GET', `context/node/${clockId(flow.clock)}`);
      assert.ok(JSON.stringify(body).includes('"myData"'));
      await flow.cutPower();
      await flow.clock.plugIn();
      await flow.nodeRed.restart();
      await flow.until('1', 'mine');
      await flow.send('a', 'two', '2');
      assert.deepEqual(flow.texts(), ['1', 'mine', '2']);
    });
  }

  it('is shown all the same where context cannot be kept, with one warning', async () => {
    await flow.restart(BROKEN);
    await flow.world.deploy(flow.node('a'));
    for (const [index, topic] of ['one', 'two'].entries()) await flow.send('a', topic, String(index));
    assert.deepEqual(flow.texts(), ['0', '1']);
    // Of the clocks that have no such node, nobody is warned.
    const warnings = flow.nodeRed.events.filter(({ data }) => /the disk is full/.test(JSON.stringify(data)));
    assert.equal(warnings.length, 1);
  });

  it('stays as it is until a message comes, where context is in memory', async () => {
    await flow.restart();
    await flow.world.deploy(flow.node('a'));
    await flow.send('a', 'one', '1');
    await flow.nodeRed.restart();
    assert.deepEqual(flow.texts(), ['1']);
    assert.deepEqual(await flow.send('a', 'two', '2'), {
      key: 'two',
      frames: 1,
      widget: flow.clock.apps.myData.ids[0],
    });
    assert.deepEqual(flow.texts(), ['2']);
  });
});
