import assert from 'node:assert/strict';
import { accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import type { Clock } from '../../simulator/clock/clock';
import { layOut } from '../../src/lametric/display/screen';
import { ledsOf, looksLike } from './leds';
import { NotifyForm, notifyNode } from './notify-form';
import { SimulatorPage } from './simulator-page';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };
const HELLO = { type: 'text', icon: '', value: 'Hello', valueType: 'str', duration: null };

describe('The preview of a notification', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    for (const { queue } of world.simulator.clocks) queue.clear();
    await world.reset();
  });
  after(() => world.close());

  async function open(clock: Clock, ...nodes: object[]) {
    const clockNode = deviceNode(clock.id, { clockName: clock.name });
    await world.nodeRed.deploy([TAB, accountNode(world.simulator), clockNode, ...nodes]);
    await connect(world.nodeRed, world.simulator);
    return new NotifyForm(await world.open());
  }

  /** The simulator's page; opened late, because it draws all the time. */
  async function watch({ editor }: NotifyForm): Promise<SimulatorPage> {
    return SimulatorPage.open(await editor.page.context().newPage(), world.simulator);
  }

  const clockOf = (model: string) =>
    world.simulator.clocks.find(({ kind }) => kind.model === model) ?? assert.fail(model);

  it('is what the clock shows after a drag, a choice of the clock, a deploy and a message', async () => {
    const hello = {
      props: [{ p: 'payload' }],
      payload: 'Hello',
      payloadType: 'str',
      repeat: '',
      once: false,
    };
    const inject = {
      id: 'inject',
      type: 'inject',
      z: 'flow',
      x: 120,
      y: 200,
      wires: [[]],
      name: '',
      ...hello,
    };
    const clock = clockOf('LM 37X8');
    const form = await open(clock, inject);
    const { editor } = form;
    const id = await editor.dragNode('lametric notify', 400, 200);
    await editor.openNode(id);
    await editor.page.selectOption('#node-input-device', 'clock-1');
    await form.says('fits, about');
    const leds = await ledsOf(form.display);
    await editor.done();
    await editor.wire('inject', id);
    await editor.deploy();
    const looks = looksLike((await watch(form)).display(clock), leds);
    await editor.inject('inject');
    await looks;
  });

  it('is what the clock shows, at any time: icon type, icon, text that scrolls, odd characters, goals, movie, chart', async () => {
    const frames = [
      { ...HELLO, icon: 'i2', value: '“Washing”\u202f– 😀', unit: 'm²' },
      { ...HELLO, type: 'goal', icon: 'a3', value: '42', valueType: 'num', start: 0, end: 50, unit: '%' },
      { type: 'chart', value: '[3, 5, 8, 4, 6]', valueType: 'json', duration: null },
      { ...HELLO, type: 'goal', value: '42', valueType: 'num', text: 'Oven' },
    ];
    const clock = clockOf('LM 37X8');
    const form = await open(clock, notifyNode({ frames, cycles: 0 }));
    await form.editor.openNode('notify');
    await form.stopTime();
    // A change begins it anew.
    await form.editor.page.selectOption('#node-input-iconType', 'alert');
    await form.showNow.click();
    await form.said.getByText('Sent.').waitFor();
    assert.ok(clock.shown);
    const live = await watch(form);
    const { iconTypeDuration, frames: shown } = layOut(clock.shown.notification, clock.kind.screen);
    const [text = 0, goal = 0, chart = 0, oven = 0] = shown.map(({ start }) => iconTypeDuration + start);
    const looks = new Set<string>();
    const times = [0, text, text + 1500, goal + 500, goal + 1500, chart + 500, oven + 500];
    for (const time of times) {
      const leds = await live.ledsAt(clock, time);
      await form.passTime(time);
      await looksLike(form.display, leds);
      looks.add(leds);
    }
    assert.equal(looks.size, times.length);
    await form.startTime();
  });

  it('has the same colours where a canvas has no filter, as in Safari', async () => {
    const form = await open(clockOf('LM 37X8'), notifyNode({ frames: [HELLO], iconType: 'alert' }));
    const { editor } = form;
    const filter = await editor.page.evaluateHandle(() =>
      Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'filter'),
    );
    await form.stopTime();
    await editor.openNode('notify');
    await form.says('fits, about');
    const leds = await ledsOf(form.display);
    await editor.done();
    await editor.page.evaluate(() => Reflect.deleteProperty(CanvasRenderingContext2D.prototype, 'filter'));
    await editor.openNode('notify');
    await looksLike(form.display, leds);
    await filter.evaluate((descriptor) =>
      Object.defineProperty(CanvasRenderingContext2D.prototype, 'filter', descriptor ?? {}),
    );
    await form.startTime();
  });

  for (const [model, isApproximate] of [
    ['LM 37X8', false],
    ['sa8', true],
    ['sa5', true],
  ] as const) {
    it(`is ${isApproximate ? 'said to be approximate' : 'exact'} for a ${model}`, async () => {
      const clock = clockOf(model);
      const form = await open(clock, notifyNode({ frames: [HELLO], cycles: 0 }));
      await form.editor.openNode('notify');
      await form.showNow.click();
      await form.said.getByText('Sent.').waitFor();
      const live = await watch(form);
      await looksLike(form.display, await live.ledsAt(clock, 0));
      assert.equal(await form.preview.getByText('looks about like this').isVisible(), isApproximate);
    });
  }
});
