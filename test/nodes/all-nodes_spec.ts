import assert from 'node:assert/strict';
import { accountFlow, connect } from '../../harness/account';
import type { Clock } from '../../simulator/clock/clock';
import { KINDS, type KindName, isKindName } from '../../simulator/clock/kinds';
import { EVENTS } from '../../src/lametric/clock/events';
import { isObject } from '../../src/lametric/guards';
import { ClockFlow, clockId, flowNode } from '../helpers/clock-flow';
import { FAST_TIMERS } from '../helpers/time';
import { NOTIFICATIONS, ask } from '../simulator/clock/ask';
import { CLOUD, shapeOf } from '../simulator/clock/shapes';

const RADIO = 'com.lametric.radio';
const WEATHER = 'com.lametric.weather';

/** The paths of what `lametric state` tells. */
const STATES = {
  device: '/api/v2/device',
  display: '/api/v2/device/display',
  audio: '/api/v2/device/audio',
  bluetooth: '/api/v2/device/bluetooth',
  wifi: '/api/v2/device/wifi',
  apps: '/api/v2/device/apps',
  notifications: NOTIFICATIONS,
  current: `${NOTIFICATIONS}/current`,
};

/** What `lametric control` can set. */
const SETTINGS: Record<KindName, Record<string, unknown>> = (() => {
  const display = { brightness: 20, brightnessMode: 'manual' };
  const old = { ...display, screensaver: false, volume: 30, bluetooth: true, bluetoothName: 'Hall' };
  const since2022 = { ...old, display: true, mode: 'schedule' };
  return {
    'LM 37X8 2.2.2': old,
    'LM 37X8 2.3.9': old,
    'sa8 3.2.6': since2022,
    'sa5 3.0.13': since2022,
    'sa5 3.2.7': { ...display, display: true, mode: 'schedule' },
  };
})();

const DISMISSALS = {
  topic: { targetType: 'msg', target: 'topic' },
  id: { targetType: 'msg', target: 'payload.id' },
  current: {},
  all: {},
};
const APPS = {
  next: {},
  previous: {},
  activate: { app: WEATHER, appType: 'str' },
  do: { app: RADIO, appType: 'str', actionId: 'radio.state', activate: false },
  show: { app: RADIO, appType: 'str', seconds: '60' },
};
const FRAMES = [
  { type: 'text', icon: 'i1', value: 'topic', valueType: 'msg' },
  { type: 'goal', icon: 'a3', value: '42', valueType: 'num', start: 0, end: 100, unit: '%' },
  { type: 'chart', value: '[1,2,3]', valueType: 'json' },
];

describe('All nodes', () => {
  let world: ClockFlow;

  before(async () => {
    world = await ClockFlow.start({ settingsSource: FAST_TIMERS });
  });
  after(() => world.close());

  const next = async () => {
    const { msg } = await world.nodeRed.nextDebug();
    assert.ok(isObject(msg));
    return msg;
  };
  /** Gives a node a message. @returns what it sends on */
  const run = async (node: string) => {
    await world.nodeRed.inject(`to ${node}`);
    const { payload, topic, error } = await next();
    assert.equal(error, undefined);
    assert.equal(topic, 'kept');
    return payload;
  };

  for (const kind of Object.keys(KINDS).filter(isKindName)) {
    describe(`at a ${kind}, whose answers are indented and in chunks, and end the connection`, () => {
      let clock: Clock;

      before(async () => {
        await world.reset();
        clock = world.clock('sa8');
        clock.kindName = kind;
        clock.quirks.closesConnections = true;
        clock.queue.clear();
        const inject = { props: [{ p: 'topic', v: 'kept', vt: 'str' }] };
        const node = (id: string, type: string, properties: object, wires = ['out']) => [
          flowNode(`to ${id}`, 'inject', [id], inject),
          flowNode(id, `lametric ${type}`, wires, { device: clockId(clock), ...properties }),
        ];
        const settings = Object.entries(SETTINGS[kind]).map(([setting, value]) => {
          return { setting, value: JSON.stringify(value), valueType: 'json' };
        });
        const stays = { frames: FRAMES, cycles: 0 };
        await world.deploy(
          [
            ...Object.keys(STATES).map((what) => node(`state ${what}`, 'state', { what })),
            node('control', 'control', { settings }),
            node('my data', 'my data', { frames: FRAMES }),
            ...Object.entries(APPS).map(([action, more]) => node(action, 'app', { action, ...more })),
            ...Object.entries(DISMISSALS).flatMap(([which, target]) => [
              node(`notify ${which}`, 'notify', stays, ['out', `dismiss ${which}`]),
              node(`dismiss ${which}`, 'dismiss', { which, ...target }),
            ]),
          ].flat(),
        );
      });
      after(() => {
        clock.kindName = 'sa8 3.2.6';
      });

      it('tell all of its state', async () => {
        for (const [what, path] of Object.entries(STATES)) {
          const { body } = await ask(clock, 'GET', path);
          assert.deepEqual(await run(`state ${what}`), what === 'current' ? null : body, what);
        }
      });

      it('set all that can be set', async () => {
        assert.deepEqual(await run('control'), SETTINGS[kind]);
      });

      it('put what stays into My Data DIY', async () => {
        const [widget] = clock.apps.myData.ids;
        assert.deepEqual(await run('my data'), { key: 'kept', frames: 3, widget });
        assert.deepEqual(clock.apps.myData.frames(), [
          { index: 0, icon: 'i1', text: 'kept' },
          { index: 1, icon: 'a3', goalData: { start: 0, current: 42, end: 100, unit: '%' } },
          { index: 2, chartData: [1, 2, 3] },
        ]);
      });

      it('show notifications, and dismiss them', async () => {
        for (const which of Object.keys(DISMISSALS)) {
          const sent = await run(`notify ${which}`);
          assert.ok(isObject(sent));
          assert.match(String(sent['id']), /^\d+$/);
          assert.deepEqual((await next())['payload'], { dismissed: [sent['id']] }, which);
        }
        assert.deepEqual(clock.queue.all, []);
      });

      it('bring its apps into view, and let them do something', async () => {
        const nameOf = (app: string) => `${app}/${clock.apps.widgetOf(app)}`;
        const results = {
          next: { app: null },
          previous: { app: null },
          activate: { app: nameOf(WEATHER) },
          do: null,
          show: { app: nameOf(RADIO) },
        };
        for (const [action, result] of Object.entries(results)) {
          assert.deepEqual(await run(action), result, action);
        }
        assert.equal(clock.apps.active.name, RADIO);
      });

      it('tell its events', async () => {
        clock.quirks.update = '9.9.9';
        const frames = [{ text: 'A' }];
        const model = { cycles: 0, frames };
        clock.queue.add({ priority: 'info', iconType: 'none', lifetime: 60_000, model });
        const events = Object.keys(EVENTS);
        const listener = { device: clockId(clock), events, interval: '5', initial: true };
        await world.deploy([flowNode('listener', 'lametric events', ['out'], listener)]);
        const { body } = await ask(clock, 'GET', STATES.device);
        assert.ok(isObject(body));
        const { audio, display, mode } = body;
        const details: Record<string, unknown> = {
          online: { model: KINDS[kind].model, os_version: KINDS[kind].osVersion },
          update: { version: '9.9.9', installed: KINDS[kind].osVersion },
          display,
          audio,
          mode: { mode },
          notification: clock.queue.all[0],
          app: { app: `${RADIO}/${clock.apps.widgetOf(RADIO)}`, title: 'Radio' },
        };
        const told: Record<string, unknown> = {};
        while (Object.keys(told).length < Object.keys(details).length) {
          const { topic, payload, device } = await next();
          assert.deepEqual(device, { name: clock.name, serialNumber: clock.serialNumber });
          told[String(topic)] = payload;
        }
        assert.deepEqual(told, details);
      });
    });
  }

  it('of an account list and rename its devices, whose answers are in chunks and end the connection', async () => {
    const { nodeRed, simulator } = world;
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
    const headers = { 'transfer-encoding': 'chunked', connection: 'close' };
    simulator.fail('/api/v2/*', { afterEffect: true, headers }, Infinity);
    await nodeRed.inject('list-in');
    const { api_key: _apiKey, ...device } = CLOUD.device;
    assert.deepEqual(shapeOf((await next())['payload']), [device, device, device]);
    await nodeRed.inject('rename-in');
    assert.deepEqual((await next())['payload'], { id: simulator.devices[0]?.id, name: 'Kitchen' });
  });
});
