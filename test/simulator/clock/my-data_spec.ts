import assert from 'node:assert/strict';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ask, type ClockAnswer } from './ask';

const APPS = '/api/v2/device/apps';
const DIY = 'com.lametric.diy.devwidget';
const NOT_FOUND_APP = [404, { errors: [{ message: 'Not found app' }] }];
const A = [{ text: 'A', index: 0 }];

describe('simulator: My Data DIY', () => {
  let clock: Clock;

  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const push = (frames: unknown, widget = clock.apps.widgetOf(DIY)): Promise<ClockAnswer> =>
    ask(clock, 'POST', `/api/v2/widget/update/${DIY}/${widget}`, { frames });
  const activate = (widget: string) => ask(clock, 'PUT', `${APPS}/${DIY}/widgets/${widget}/activate`);
  const shown = (): unknown => clock.shown?.notification.model.frames.map(({ text }) => text);
  const widgets = async () => {
    const { body } = await ask(clock, 'GET', APPS);
    const app = isObject(body) ? body[DIY] : undefined;
    return isObject(app) && isObject(app['widgets']) ? app['widgets'] : undefined;
  };

  it('shows what is pushed; without an index the first frame alone', async () => {
    await activate(clock.apps.widgetOf(DIY));
    const { status, body } = await push([{ text: 'A' }, { text: 'B' }]);
    assert.deepEqual([status, body], [200, { success: { message: 'ok' } }]);
    assert.deepEqual(shown(), ['A']);
    await push([...A, { text: 'B', index: 1 }]);
    assert.deepEqual(shown(), ['A', 'B']);
    const unknown = await push([], 'other');
    assert.deepEqual([unknown.status, unknown.body], NOT_FOUND_APP);
  });

  it('answers a push as one firmware or another does', async () => {
    clock.quirks.answersPushEmpty = true;
    const empty = await push(A);
    assert.deepEqual([empty.status, empty.body], [200, '']);
    clock.quirks.answersPushEmpty = false;
    clock.quirks.takesAnyWidget = true;
    assert.equal((await push(A, 'other')).status, 200);
    clock.quirks.missesPush = true;
    const missed = await push(A);
    assert.deepEqual([missed.status, missed.body], NOT_FOUND_APP);
    assert.equal((await push(A)).status, 200);
  });

  it('accepts a push with another type, too, and shows nothing of it', async () => {
    const [id] = clock.apps.myData.ids;
    for (const type of ['poll', 'mqtt'] as const) {
      clock.apps.myData.types = [type];
      assert.deepEqual(clock.apps.myData.ids, [id]);
      const { status, body } = await push(A);
      assert.deepEqual([status, body], [200, { success: { message: 'ok' } }]);
      assert.deepEqual(clock.apps.myData.frames(), [{ text: 'DIY' }]);
    }
  });

  it('has a widget for each time that it was added, each with its frames and its place in the order', async () => {
    const [first = ''] = clock.apps.myData.ids;
    clock.apps.myData.types = ['push', 'push'];
    const [same, second = ''] = clock.apps.myData.ids;
    assert.equal(same, first);
    const widget = { index: 5, package: DIY, settings: { _title: 'My Data DIY' }, visible: false };
    assert.deepEqual(await widgets(), { [first]: widget, [second]: { ...widget, index: 6 } });
    await push([{ text: 'second', index: 0 }], second);
    await push(A);
    await activate(second);
    assert.deepEqual(shown(), ['second']);
    await ask(clock, 'PUT', `${APPS}/prev`);
    assert.deepEqual(shown(), ['A']);
  });

  it('gets another id when it is added anew, and is gone where the user has removed it', async () => {
    const before = clock.apps.widgetOf(DIY);
    await activate(before);
    clock.apps.myData.reinstall();
    assert.notEqual(clock.apps.widgetOf(DIY), before);
    assert.deepEqual((await push(A, before)).status, 404);
    clock.apps.myData.types = [];
    assert.equal(await widgets(), undefined);
    assert.equal((await ask(clock, 'GET', `${APPS}/${DIY}`)).status, 404);
    assert.equal(clock.apps.active.name, 'com.lametric.clock');
  });

  for (const losesFrames of [false, true]) {
    it(`${losesFrames ? 'loses' : 'keeps'} its frames without power, by a quirk`, async () => {
      clock.quirks.losesFrames = losesFrames;
      await push(A);
      await clock.unplug();
      await clock.plugIn();
      assert.deepEqual(clock.apps.myData.frames(), losesFrames ? [{ text: 'DIY' }] : A);
    });
  }
});
