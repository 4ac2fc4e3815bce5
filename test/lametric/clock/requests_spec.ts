import assert from 'node:assert/strict';
import {
  activateWidget,
  dismissNotification,
  getApp,
  getApps,
  getAudio,
  getBluetooth,
  getCurrentNotification,
  getDevice,
  getDisplay,
  getEndpoints,
  getNotification,
  getNotifications,
  getWifi,
  runAction,
  sendNotification,
  setAudio,
  setBluetooth,
  setDisplay,
  setMode,
  showNextApp,
  showPreviousApp,
} from '../../../src/lametric/clock/requests';
import { ClockLink } from '../../../src/lametric/clock/link';
import type { ErrorCode } from '../../../src/lametric/errors';
import type { ApiRequest } from '../../../src/lametric/connection/request';
import { API_KEY, type Clock, refuse, reply, senderTo, startClock } from '../../helpers/clock';
import { errorOf } from '../../helpers/lametric';

const DEVICE = '/api/v2/device';
const LOGIN = Buffer.from(`dev:${API_KEY}`).toString('base64');

const hello = sendNotification({ model: { frames: [{ text: 'Hi' }] } });

describe('A request to a clock', () => {
  let clock: Clock;
  let link: ClockLink;
  let send: ReturnType<typeof senderTo>;

  before(async () => {
    clock = await startClock('http');
  });

  beforeEach(() => {
    link = new ClockLink(clock.origin, undefined);
    send = senderTo(link);
    clock.asked.length = 0;
  });

  afterEach(() => link.close());

  after(() => clock.close());

  const action = { id: 'radio.play.at', params: { idx: 0, name: null }, activate: true };
  const requests: [ApiRequest<unknown>, method: string, path: string, body?: object][] = [
    [getEndpoints, 'GET', '/api/v2'],
    [getDevice, 'GET', DEVICE],
    [setMode('kiosk'), 'PUT', DEVICE, { mode: 'kiosk' }],
    [getDisplay, 'GET', `${DEVICE}/display`],
    [setDisplay({ on: false }), 'PUT', `${DEVICE}/display`, { on: false }],
    [getAudio, 'GET', `${DEVICE}/audio`],
    [setAudio({ volume: 0 }), 'PUT', `${DEVICE}/audio`, { volume: 0 }],
    [getBluetooth, 'GET', `${DEVICE}/bluetooth`],
    [setBluetooth({ active: true }), 'PUT', `${DEVICE}/bluetooth`, { active: true }],
    [getWifi, 'GET', `${DEVICE}/wifi`],
    [getNotifications, 'GET', `${DEVICE}/notifications`],
    [getCurrentNotification, 'GET', `${DEVICE}/notifications/current`],
    [getNotification('7'), 'GET', `${DEVICE}/notifications/7`],
    [dismissNotification('7'), 'DELETE', `${DEVICE}/notifications/7`],
    [getApps, 'GET', `${DEVICE}/apps`],
    [getApp('com.lametric.clock'), 'GET', `${DEVICE}/apps/com.lametric.clock`],
    [showNextApp, 'PUT', `${DEVICE}/apps/next`],
    [showPreviousApp, 'PUT', `${DEVICE}/apps/prev`],
    [activateWidget('a', '3_b'), 'PUT', `${DEVICE}/apps/a/widgets/3_b/activate`],
    [activateWidget('a', ''), 'PUT', `${DEVICE}/apps/a/widgets//activate`],
    [activateWidget('../a', 'b?c#d'), 'PUT', `${DEVICE}/apps/..%2Fa/widgets/b%3Fc%23d/activate`],
    [
      runAction('a', 'b', action),
      'POST',
      `${DEVICE}/apps/a/widgets/b/actions`,
      { ...action, params: { idx: 0 } },
    ],
    [
      sendNotification({
        priority: null,
        model: { frames: [{ icon: null, text: '' }], cycles: 0, sound: null },
      }),
      'POST',
      `${DEVICE}/notifications`,
      { model: { frames: [{ text: '' }], cycles: 0 } },
    ],
  ];
  for (const [request, method, path, body] of requests) {
    it(`is ${method} ${path}`, async () => {
      clock.answer = (response) => response.end('null');
      await send(request).catch(() => 'The answer is of another topic.');
      const [asked] = clock.asked;
      assert.deepEqual([asked?.method, asked?.path, asked?.body], [method, path, body]);
      assert.equal(asked?.headers.authorization, `Basic ${LOGIN}`);
    });
  }

  it('leads nowhere else by a name made of dots', () => {
    assert.throws(() => getApp('..'), { code: 'NOT_FOUND' });
    assert.throws(() => activateWidget('a', '.'), { code: 'NOT_FOUND' });
  });

  it('succeeds by its status, where it needs nothing from the answer', async () => {
    for (const body of ['', '{}', '<html>', '{"success":']) {
      clock.answer = (response) => response.end(body);
      await send(dismissNotification('1'));
    }
  });

  it('takes 200 and 201 for a new notification', async () => {
    for (const status of [200, 201]) {
      clock.answer = (response) => reply(response, status, { success: { id: '4' } });
      assert.equal(await send(hello), '4');
    }
  });

  const CRITICAL = "Only notifications with priority 'critical' are allowed in current mode";
  const refusals: [string, ApiRequest<unknown>, number, string, ErrorCode][] = [
    ['the key', getDevice, 401, 'Authorization is required', 'NOT_AUTHORIZED'],
    ['all but critical notifications', hello, 400, CRITICAL, 'WRONG_MODE'],
    ['a notification for another reason', hello, 400, 'Sound is not available', 'REJECTED'],
    ['a method that it does not know', setMode('auto'), 405, 'Not allowed', 'NOT_SUPPORTED'],
    ['a part that it lacks', getBluetooth, 404, 'Resource not found', 'NOT_SUPPORTED'],
    ['to change a part that it lacks', setAudio({ volume: 1 }), 404, 'Resource not found', 'NOT_SUPPORTED'],
    ['a notification that is gone', dismissNotification('1'), 404, 'Notification not found', 'NOT_FOUND'],
    ['an app that it lacks', getApp('a'), 404, 'Not found app', 'NOT_FOUND'],
  ];
  for (const [what, request, status, words, code] of refusals) {
    it(`fails with ${code} when the clock refuses ${what}, and quotes it`, async () => {
      clock.answer = (response) => refuse(response, status, words);
      const error = await errorOf(send(request));
      assert.deepEqual([error.code, error.statusCode, error.said], [code, status, `${status}: ${words}`]);
      assert.equal(clock.asked.length, 1);
    });
  }

  it('does not tell the key when the clock does, as it is or as Basic carries it', async () => {
    clock.answer = (response) => refuse(response, 400, `no ${API_KEY}, no ${LOGIN}, no ${btoa(API_KEY)}`);
    const error = await errorOf(send(getDevice));
    assert.equal(error.said, '400: no …, no …, no …');
  });

  it('that writes is sent once, even if the clock may have failed', async () => {
    clock.answer = (response) => refuse(response, 500, 'Internal error');
    const error = await errorOf(send(hello));
    assert.deepEqual([error.code, error.sent, clock.asked.length], ['UNREACHABLE', true, 1]);
  });

  it('that writes is sent once, even if the clock hangs up', async () => {
    clock.answer = (response) => response.destroy();
    const error = await errorOf(send(hello));
    assert.deepEqual([error.code, error.sent, clock.asked.length], ['UNREACHABLE', true, 1]);
  });
});
