import assert from 'node:assert/strict';
import {
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
  setDisplay,
  showNextApp,
} from '../../../src/lametric/clock/requests';
import { LaMetricError } from '../../../src/lametric/errors';
import type { ApiRequest } from '../../../src/lametric/connection/request';

const range = { min: 0, max: 100 };
const basis = { id: '12345', name: 'Kitchen' };
const action = runAction('com.lametric.radio', 'w', { id: 'radio.state', params: {}, activate: false });
const newNotification = sendNotification({ model: { frames: [{ text: 'Hi' }] } });

/** Where models and firmware differ; each of these was seen on a real clock. */
describe('An answer of a clock', () => {
  const kept: [string, ApiRequest<unknown>, unknown][] = [
    [
      'of a SKY without a loudspeaker, Bluetooth and screensaver',
      getDevice,
      {
        ...basis,
        model: 'sa5',
        os_version: '3.2.7',
        audio: { available: false },
        bluetooth: { available: false },
        display: {
          on: true,
          brightness: 66,
          brightness_mode: 'manual',
          width: 16,
          height: 16,
          type: 'full_rgb',
        },
        wifi: { essid: 'IoT', strength: 58 },
      },
    ],
    [
      'of an LM 37X8, whose audio does not say that it is available',
      getDevice,
      {
        ...basis,
        model: 'LM 37X8',
        audio: { volume: 46, volume_limit: range, volume_range: range },
        bluetooth: { address: 'AA:BB:CC:DD:EE:FF', low_energy: { active: true } },
      },
    ],
    ['of a clock with nothing but a name', getDevice, basis],
    ['of a clock with parts of nothing', getDevice, { ...basis, audio: null, display: null, wifi: null }],
    ['of a clock that can be updated', getDevice, { ...basis, update_available: { version: '3.2.1' } }],
    ['of a clock with what nobody knows', getDevice, { ...basis, radar: { range: 3 } }],
    [
      'about Wi-Fi that is just connecting',
      getWifi,
      { available: true, address: null, essid: null, mode: 'dhcp' },
    ],
    ['about Wi-Fi by itself', getWifi, { ipv4: '10.0.0.2', mac: 'AA:BB', signal_strength: 64, ssid: 'IoT' }],
    [
      'about Wi-Fi as a part of the clock',
      getWifi,
      { ip: '10.0.0.2', address: 'AA:BB', strength: 64, essid: 'IoT' },
    ],
    ['about Bluetooth by its other name', getBluetooth, { mac: 'AA:BB', active: false, name: 'LM1234' }],
    ['about audio that is not there', getAudio, { available: false }],
    [
      'about a screensaver that waits for the dark',
      getDisplay,
      {
        screensaver: {
          enabled: true,
          modes: { when_dark: { enabled: true }, time_based: { enabled: false } },
          widget: '',
        },
      },
    ],
    [
      'about a screensaver with times',
      getDisplay,
      {
        screensaver: {
          enabled: true,
          modes: { time_based: { enabled: true, start_time: '23:00:00', local_start_time: '01:00:00' } },
        },
      },
    ],
    [
      'about endpoints',
      getEndpoints,
      { api_version: '2.4.0', endpoints: { stream_url: 'https://10.0.0.2:4343/x' } },
    ],
    [
      'about an app without actions',
      getApp('a'),
      { package: 'a', version: '1-2', widgets: { x: { index: -1 } } },
    ],
    [
      'about apps',
      getApps,
      {
        'com.lametric.clock': {
          title: 'Clock',
          triggers: { alarm: {} },
          widgets: { '08b8eac21074f8f7e5a29f2855ba8060': { index: 0, visible: true } },
          actions: {
            'clock.alarm': { time: { data_type: 'string', format: '[0-9]{2}', required: false } },
            x: {},
          },
        },
      },
    ],
    ['about no notification', getNotifications, []],
  ];
  for (const [what, request, answer] of kept) {
    it(`${what} is kept as it came`, () => {
      assert.deepEqual(request.parse(answer), answer);
    });
  }

  const read: [string, ApiRequest<unknown>, unknown, unknown][] = [
    ['with an id that is a number', getDevice, { ...basis, id: 12_345 }, basis],
    ['with a notification whose id is a number', getNotifications, [{ id: 7 }], [{ id: '7' }]],
    ['to a new notification', newNotification, { success: { id: '1' } }, '1'],
    ['to a new notification whose id is a number', newNotification, { success: { id: 0 } }, '0'],
    ['when nothing shows', getCurrentNotification, {}, null],
    ['when nothing shows, in another form', getCurrentNotification, null, null],
    [
      'when something shows',
      getCurrentNotification,
      { id: '9', type: 'internal' },
      { id: '9', type: 'internal' },
    ],
    ['to a change', setAudio({ volume: 3 }), { success: { data: { volume: 3 }, path: '/' } }, { volume: 3 }],
    ['to a change, of no use', setAudio({ volume: 3 }), { success: { data: { volume: 'loud' } } }, {}],
    ['to a change, of another form', setDisplay({ on: true }), { success: true }, {}],
    ['to a change, of nothing', setDisplay({ on: true }), undefined, {}],
    [
      'to an action that returns data',
      action,
      { success: { data: { state: 'playing' } } },
      { state: 'playing' },
    ],
    [
      'with an odd app, an odd widget and an odd action',
      getApps,
      {
        a: {
          title: 'A',
          widgets: { w: { index: 0 }, x: 'odd', y: { index: 'one' } },
          actions: { go: {}, no: 1 },
        },
        b: { title: 7 },
        c: 'odd',
      },
      { a: { title: 'A', widgets: { w: { index: 0 } }, actions: { go: {} } } },
    ],
    ['of no apps', getApps, {}, {}],
    [
      'with an odd notification',
      getNotifications,
      [
        { type: 'external' },
        { id: 7, type: 'internal' },
        { id: '8', type: 1, model: 'odd', extra: 1, created: '2'.repeat(1e6) },
        'odd',
      ],
      [
        { id: '7', type: 'internal' },
        { id: '8', extra: 1 },
      ],
    ],
    ['to an action that returns none', action, { success: { data: {}, path: '/' } }, null],
    ['to an action, of another form', action, 'ok', null],
    ['to a request that returns nothing', showNextApp, { success: { data: {} } }, undefined],
    ['to a request that returns nothing, of another form', showNextApp, [], undefined],
  ];
  for (const [what, request, answer, expected] of read) {
    it(`${what} is read`, () => {
      assert.deepEqual(request.parse(answer), expected);
    });
  }

  const refused: [string, ApiRequest<unknown>, unknown][] = [
    ['a list for a clock', getDevice, [basis]],
    ['a clock without an id', getDevice, { name: 'Kitchen' }],
    ['a clock with an empty id', getDevice, { ...basis, id: '' }],
    ['a clock with an id of a million characters', getDevice, { ...basis, id: '1'.repeat(1e6) }],
    ['a clock without a name', getDevice, { id: '1' }],
    ['a clock whose display is text', getDevice, { ...basis, display: 'bright' }],
    ['a clock whose volume is text', getDevice, { ...basis, audio: { volume: '46' } }],
    ['a brightness that is text', getDisplay, { brightness: '100' }],
    ['a limit that is a number', getDisplay, { brightness_limit: 100 }],
    ['a screensaver that is a list', getDisplay, { screensaver: [] }],
    ['nothing for a part', getAudio, null],
    ['endpoints without a version', getEndpoints, { endpoints: {} }],
    ['a list of apps', getApps, [{}]],
    ['an app whose widgets are a list', getApp('a'), { widgets: [] }],
    ['a map of notifications', getNotifications, {}],
    ['nothing but odd apps', getApps, { a: 'odd', b: { title: 7 } }],
    ['nothing but notifications without an id', getNotifications, [{ type: 'external' }]],
    ['a notification of nothing', getNotification('1'), {}],
    ['a current notification without an id', getCurrentNotification, { type: 'external' }],
    ['a new notification without an id', newNotification, { success: { data: {}, path: '/' } }],
  ];
  for (const [what, request, answer] of refused) {
    it(`that is ${what} is refused`, () => {
      assert.throws(
        () => request.parse(answer),
        (error) => error instanceof LaMetricError && error.code === 'BAD_RESPONSE' && error.said !== '',
      );
    });
  }
});
