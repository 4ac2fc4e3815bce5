import assert from 'node:assert/strict';
import sinon from 'sinon';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ask, askAt, notify, type ClockAnswer } from './ask';

const APPS = '/api/v2/device/apps';
const INDICATOR = 'com.lametric.5b1c0e3f7a2d49688c9de4f01a6b7c23';

describe('simulator: apps of a clock', () => {
  let clock: Clock;
  let time: sinon.SinonFakeTimers;

  beforeEach(async () => {
    time = sinon.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 1e12 });
    clock = await startClock();
  });

  afterEach(async () => {
    await clock.unplug();
    time.restore();
  });

  function text(): string | null | undefined {
    return clock.shown?.notification.model.frames[0]?.text;
  }

  function act(app: string, action: string, params?: Record<string, unknown>): Promise<ClockAnswer> {
    const name = `com.lametric.${app}`;
    const path = `${APPS}/${name}/widgets/${clock.apps.widgetOf(name)}/actions`;
    return ask(clock, 'POST', path, { id: action, activate: true, ...(params && { params }) });
  }

  async function data(app: string, action: string): Promise<unknown> {
    const { body } = await act(app, action);
    assert.ok(isObject(body) && isObject(body['success']));
    return body['success']['data'];
  }

  it('name their widgets as the firmware does', () => {
    assert.equal(clock.apps.widgetOf('com.lametric.radio'), '3_com.lametric.radio');
    clock.kindName = 'LM 37X8 2.3.9';
    assert.match(clock.apps.widgetOf('com.lametric.radio'), /^[0-9a-f]{32}$/);
  });

  it('may be without actions, of an odd version and outside of the order', async () => {
    const { body } = await ask(clock, 'GET', `${APPS}/com.lametric.custommessage`);
    assert.ok(isObject(body) && isObject(body['widgets']));
    assert.equal('actions' in body, false);
    assert.deepEqual([body['title'], body['version']], ['Message Board', '1.2.8']);
    const [widget] = Object.values(body['widgets']);
    assert.ok(isObject(widget));
    assert.equal(widget['index'], -1);
    const indicator = await ask(clock, 'GET', `${APPS}/${INDICATOR}`);
    assert.ok(isObject(indicator.body));
    assert.equal(indicator.body['version'], '1-2');
  });

  it('are shown in turn', async () => {
    clock.settings.utcOffset = 0;
    assert.equal(text(), '01:46');
    const next = await ask(clock, 'PUT', `${APPS}/next`);
    assert.deepEqual(next.body, { success: { data: {}, path: `${APPS}/next` } });
    assert.equal(text(), '21°');
    await ask(clock, 'PUT', `${APPS}/prev`);
    await ask(clock, 'PUT', `${APPS}/prev`);
    assert.equal(clock.apps.active.name, INDICATOR);
    await ask(clock, 'PUT', `${APPS}/next`);
    assert.equal(clock.apps.active.name, 'com.lametric.clock');
  });

  it('are activated by widget, but not while a notification is shown', async () => {
    const path = `${APPS}/com.lametric.radio/widgets/3_com.lametric.radio/activate`;
    assert.deepEqual((await ask(clock, 'PUT', path)).body, { success: { data: {}, path } });
    assert.equal(text(), 'Radio');
    await notify(clock, 'A');
    assert.equal((await ask(clock, 'PUT', path)).status, 400);
  });

  it('do what they are asked and say what they know', async () => {
    const played = await act('radio', 'radio.play.at', { idx: 1 });
    assert.equal(played.status, 201);
    assert.equal(text(), 'SomaFM Groove Salad');
    assert.deepEqual(await data('radio', 'radio.state'), { state: 'playing' });
    await act('radio', 'radio.prev');
    await act('radio', 'radio.prev');
    assert.equal(text(), 'FIP');
    await act('radio', 'radio.stop');
    assert.equal(text(), 'Radio');
    assert.deepEqual(await data('radio', 'radio.state'), {});
  });

  it('count time', async () => {
    await act('stopwatch', 'stopwatch.start');
    time.tick(65_000);
    await act('stopwatch', 'stopwatch.pause');
    time.tick(10_000);
    assert.equal(text(), '1:05');
    await act('countdown', 'countdown.configure', { duration: 90, start_now: true });
    time.tick(20_000);
    assert.equal(text(), '1:10');
    time.tick(200_000);
    assert.equal(text(), '0:00');
  });

  it('have a clock whose icon can be set', async () => {
    await act('clock', 'clock.clockface', { type: 'custom', icon: 'i2' });
    assert.equal(clock.shown?.notification.model.frames[0]?.icon, 'i2');
  });

  it('show the time without a colon where five characters do not fit', () => {
    clock.settings.utcOffset = 0;
    clock.kindName = 'sa5 3.2.7';
    assert.equal(text(), '0146');
  });

  it('show what is pushed to an app of the user with its token, without frames that show nothing', async () => {
    const push = (name: string, token: string): Promise<ClockAnswer> =>
      askAt(
        `${clock.httpUrl}/api/v1/dev/widget/update/${name}/1-2`,
        'POST',
        { frames: [{ icon: 2, text: 'A' }, { colour: 'red' }, { text: 7 }, 'B'] },
        { headers: { 'x-access-token': token } },
      );
    await ask(clock, 'PUT', `${APPS}/prev`);
    assert.equal((await push(INDICATOR, clock.indicatorToken)).status, 200);
    assert.deepEqual(clock.shown?.notification.model.frames, [{ icon: 2, text: 'A' }]);
    assert.equal((await push('com.lametric.other', clock.indicatorToken)).status, 404);
    assert.equal((await push(INDICATOR, clock.apiKey)).status, 401);
  });

  it('refuse what they do not know', async () => {
    assert.equal((await ask(clock, 'GET', `${APPS}/com.example`)).status, 404);
    assert.equal((await ask(clock, 'GET', `${APPS}/constructor`)).status, 404);
    assert.equal((await ask(clock, 'PUT', `${APPS}/com.lametric.radio/widgets/9/activate`)).status, 404);
    assert.equal((await act('radio', 'radio.explode')).status, 400);
    const path = `${APPS}/com.lametric.radio/widgets/3_com.lametric.radio/actions`;
    const put = await ask(clock, 'PUT', path, {});
    assert.deepEqual([put.status, put.body], [405, { errors: [{ message: 'Not allowed' }] }]);
  });
});
