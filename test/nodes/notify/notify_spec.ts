import assert from 'node:assert/strict';
import type { Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ClockFlow, clockId, flowNode } from '../../helpers/clock-flow';
import { NOTIFICATIONS } from '../../helpers/clocks';

const MODELS = ['LM 37X8', 'sa8', 'sa5'];

describe('lametric notify and lametric dismiss', () => {
  let world: ClockFlow;

  before(async () => {
    world = await ClockFlow.start();
  });
  after(() => world.close());

  for (const model of MODELS) {
    describe(`with a ${model}`, () => {
      let clock: Clock;

      beforeEach(() => {
        clock = world.clock(model);
        clock.screensaver = false;
        clock.queue.clear();
      });

      const run = (properties: object, msg = {}) => world.run('lametric notify', clock, properties, msg);
      const texts = () => clock.queue.all.map(({ model: { frames } }) => frames[0]?.text);

      it('shows the payload, and tells the id', async () => {
        const { payload } = await run({}, { payload: 'Hello' });
        assert.deepEqual(payload, { id: clock.queue.all[0]?.id });
        assert.deepEqual(texts(), ['Hello']);
        assert.match(world.nodeRed.status('node')?.text ?? '', /^Hello, /);
      });

      it('says that a text is empty, but for an icon alone', async () => {
        await run({}, { payload: ' ' });
        assert.match(world.nodeRed.status('node')?.text ?? '', /^empty text, /);
        await run({}, { payload: { text: '', icon: 'i3' } });
        assert.match(world.nodeRed.status('node')?.text ?? '', /^sent, /);
        assert.equal(clock.queue.all.length, 2);
      });

      it('shows frames of all types, whose duration may be missing', async () => {
        const value = { value: '[1,2]', valueType: 'json' };
        const frames = [
          { type: 'text', icon: 'i3', value: 'Door', valueType: 'str', duration: 900 },
          { type: 'goal', icon: '', value: '7', valueType: 'num', start: 0, end: 10, unit: '' },
          { type: 'chart', ...value },
        ];
        await run({ frames });
        assert.deepEqual(clock.queue.all[0]?.model.frames, [
          { icon: 'i3', duration: 900, text: 'Door' },
          { goalData: { start: 0, current: 7, end: 10, unit: '' } },
          { chartData: [1, 2] },
        ]);
      });

      it("shows a text that is LaMetric's own form in JSON", async () => {
        const frames = [{ icon: 3, text: 'Oven', goalData: { start: 0, current: 4, end: 9, unit: '' } }];
        await run({}, { payload: ` ${JSON.stringify({ lifeTime: 60_000, model: { frames } })}` });
        assert.deepEqual(clock.queue.all[0]?.model.frames, frames);
        await run({}, { payload: '{"model' });
        assert.deepEqual(texts(), ['Oven', '{"model']);
      });

      it('says all that is wrong, and sends nothing', async () => {
        const frames = [{ type: 'text', icon: 'smile', value: 'missing', valueType: 'msg' }];
        const { code, message } = await run({ frames, priority: 'high' });
        assert.equal(code, 'INVALID_INPUT');
        assert.match(
          message,
          /^frame 1: msg\.missing is missing\. It must be text, .* priority is "high"\. It must be one of info, /,
        );
        assert.match(message, /frame 1: icon is "smile"\. It must be a code/);
        assert.deepEqual(clock.requests, []);
      });

      it('leaves a message out, without an error', async () => {
        clock.screensaver = true;
        await world.deploy([
          flowNode('in', 'inject', ['node'], { props: [{ p: 'payload', v: 'a', vt: 'str' }] }),
          flowNode('node', 'lametric notify', ['out'], { device: clockId(clock), refused: 'drop' }),
        ]);
        await world.nodeRed.inject('in');
        const isLeftOut = ({ text }: { text?: string }) => text?.startsWith('left out') ?? false;
        await world.nodeRed.nextStatus('node', isLeftOut);
        assert.deepEqual(texts(), []);
      });

      it('reports that the clock shows only critical notifications', async () => {
        clock.screensaver = true;
        assert.equal((await run({}, { payload: 'a' })).code, 'WRONG_MODE');
        const status = { fill: 'yellow', shape: 'ring', text: 'critical only' };
        assert.deepEqual(world.nodeRed.status('node'), status);
      });

      it('takes away what was shown with the topic', async () => {
        const { payload } = await run({}, { payload: 'a' });
        assert.ok(isObject(payload));
        const dismissed = await world.run('lametric dismiss', clock, { which: 'topic' });
        assert.deepEqual(dismissed.payload, { dismissed: [payload['id']] });
        assert.deepEqual(texts(), []);
        const again = await world.run('lametric dismiss', clock, {});
        assert.deepEqual(again.payload, { dismissed: [] });
      });

      it('takes away the id, the one that shows, and all', async () => {
        const { payload } = await run({}, { payload: 'a' });
        const byId = { which: 'id', target: 'id', targetType: 'msg' };
        assert.ok(isObject(payload));
        const id = String(payload['id']);
        assert.deepEqual((await world.run('lametric dismiss', clock, byId, { id })).payload, {
          dismissed: [id],
        });
        await run({}, { payload: 'b' });
        await run({}, { payload: 'c' });
        await world.run('lametric dismiss', clock, { which: 'current' });
        assert.deepEqual(texts(), ['c']);
        await world.run('lametric dismiss', clock, { which: 'all' });
        assert.deepEqual(texts(), []);
        const { code, message } = await world.run('lametric dismiss', clock, byId);
        assert.equal(code, 'INVALID_INPUT');
        assert.match(message, /^msg\.id is empty/);
      });
    });
  }

  it('tells by the second output how it ended', async () => {
    const clock = world.clock('sa8');
    clock.queue.clear();
    await world.deploy([
      flowNode('in', 'inject', ['node'], { props: [{ p: 'payload', v: 'a', vt: 'str' }] }),
      {
        ...flowNode('node', 'lametric notify', [], { device: clockId(clock), ended: true, cycles: 0 }),
        wires: [[], ['out']],
      },
    ]);
    await world.nodeRed.inject('in');
    await world.nodeRed.nextStatus('node', ({ text }) => text?.startsWith('a, ') ?? false);
    const id = clock.queue.all[0]?.id;
    clock.press();
    const { msg } = await world.nodeRed.nextDebug();
    assert.ok(isObject(msg));
    assert.deepEqual(msg['payload'], { id, ended: 'dismissed' });
  });

  it('warns in words where what it replaces cannot be dismissed', async () => {
    const clock = world.clock('sa8');
    clock.queue.clear();
    await world.run('lametric notify', clock, {}, { payload: 'a' });
    clock.fail(`${NOTIFICATIONS}/${clock.queue.all[0]?.id}`, { status: 400 });
    const { payload } = await world.run('lametric notify', clock, { replace: true }, { payload: 'b' });
    assert.ok(isObject(payload));
    const said = JSON.stringify(world.nodeRed.events);
    assert.match(said, /The notification to be replaced is still there: LaMetric clock .{1,80}rejected it/);
  });

  it('tells how it ended by the node that a Deploy has started anew', async () => {
    const clock = world.clock('sa8');
    clock.queue.clear();
    const nodes = (name: string) => [
      flowNode('in', 'inject', ['node'], { props: [{ p: 'payload', v: 'a', vt: 'str' }] }),
      {
        ...flowNode('node', 'lametric notify', [], { name, device: clockId(clock), ended: true, cycles: 0 }),
        wires: [[], ['out']],
      },
    ];
    await world.deploy(nodes('old'));
    await world.nodeRed.inject('in');
    await world.nodeRed.nextStatus('node', ({ text }) => text?.startsWith('a, ') ?? false);
    const id = clock.queue.all[0]?.id;
    await world.deploy(nodes('new'), 'full');
    clock.press();
    const { msg } = await world.nodeRed.nextDebug();
    assert.ok(isObject(msg));
    assert.deepEqual(msg['payload'], { id, ended: 'dismissed' });
  });

  describe('whose node a Deploy stops', () => {
    let clock: Clock;

    beforeEach(() => {
      clock = world.clock('sa8');
      clock.queue.clear();
    });
    afterEach(() => {
      clock.screensaver = false;
      clock.clearFaults();
    });

    const nodes = (name: string) => [
      flowNode('in', 'inject', ['node'], { props: [{ p: 'payload', v: 'a', vt: 'str' }] }),
      flowNode('node', 'lametric notify', ['out'], { name, device: clockId(clock), refused: 'wait' }),
    ];
    const start = async () => {
      await world.deploy(nodes('old'));
      clock.clearRequests();
      await world.nodeRed.inject('in');
      await clock.requested('POST', NOTIFICATIONS);
    };
    const nextError = async () => {
      const { id, msg } = await world.nodeRed.nextDebug();
      assert.equal(id, 'errors');
      assert.ok(isObject(msg) && isObject(msg['error']));
      return msg['error'];
    };

    it('reports one that waited for the mode to end, once, and says that it was not done', async () => {
      clock.screensaver = true;
      await start();
      await world.deploy(nodes('new'));
      const { code, message } = await nextError();
      assert.equal(code, 'UNREACHABLE');
      assert.match(String(message), /The node was stopped before this was done\.$/);
      clock.screensaver = false;
      await world.nodeRed.inject('in');
      assert.equal((await world.nodeRed.nextDebug()).id, 'out');
      assert.equal(clock.queue.all.length, 1);
    });

    it('says of one that was sent that it may have been done', async () => {
      clock.fail(NOTIFICATIONS, { delay: 60_000, afterEffect: true });
      await start();
      await world.deploy(nodes('new'));
      const { message } = await nextError();
      assert.match(String(message), /The node was stopped after this was sent, before an answer came\.$/);
    });
  });
});
