import assert from 'node:assert/strict';
import type { Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ClockFlow } from '../../helpers/clock-flow';
import { NOTIFICATIONS } from '../../helpers/clocks';

const DIALOG = { priority: 'warning', iconType: 'info', cycles: 2, lifetime: 60_000 };
/** The notification that the dialog makes of the text `Hi`. */
const SENT = {
  priority: 'warning',
  icon_type: 'info',
  lifetime: 60_000,
  model: { cycles: 2, frames: [{ text: 'Hi' }] },
};
const withModel = (model: object) => ({ ...SENT, model: { ...SENT.model, ...model } });

/** The settings that a message changes, and the notification then sent. */
const OVERRIDES: [override: object, sent: object][] = [
  [{ icon: 'i3' }, withModel({ frames: [{ icon: 'i3', text: 'Hi' }] })],
  [{ priority: 'critical' }, { ...SENT, priority: 'critical' }],
  [{ iconType: 'alert' }, { ...SENT, icon_type: 'alert' }],
  [{ cycles: 0 }, withModel({ cycles: 0 })],
  [{ lifetime: 5000 }, { ...SENT, lifetime: 5000 }],
];

/** Changes that only a clock with a loudspeaker accepts. */
const SOUNDS: [override: object, sound: object][] = [
  [{ sound: 'cat' }, { category: 'notifications', id: 'cat', repeat: 1 }],
  [{ sound: 'notifications/cat' }, { category: 'notifications', id: 'cat', repeat: 1 }],
  [
    { sound: 'alarms/alarm1', repeat: 0 },
    { category: 'alarms', id: 'alarm1', repeat: 0 },
  ],
  [{ sound: 'http://radio.example/a.mp3' }, { url: 'http://radio.example/a.mp3', type: 'mp3', repeat: 1 }],
];

const INVALID: [payload: object, reason: RegExp][] = [
  [{}, /msg\.payload/],
  [{ colour: 'red' }, /colour/],
  [{ text: 'Hi', sound: 'notifications/cow' }, /sound/],
  [{ text: 'Hi', sound: 'cow' }, /sound/],
  [{ text: 'Hi', priority: 'high' }, /priority/],
  [{ text: 'Hi', cycles: -1 }, /cycles/],
  [{ text: 'Hi', lifetime: 'long' }, /lifetime/],
  [{ icon: 'i1' }, /msg\.payload\.text/],
];

describe('An object in the payload of lametric notify', () => {
  let world: ClockFlow;

  before(async () => {
    world = await ClockFlow.start();
  });
  after(() => world.close());

  for (const model of ['LM 37X8', 'sa8', 'sa5']) {
    describe(`with a ${model}`, () => {
      let clock: Clock;

      beforeEach(() => {
        clock = world.clock(model);
        clock.queue.clear();
      });

      const run = (payload: object) => world.run('lametric notify', clock, DIALOG, { payload });
      const sent = (): unknown => {
        const request = clock.requests.find(
          ({ method, path }) => method === 'POST' && path === NOTIFICATIONS,
        );
        return JSON.parse(request?.body ?? assert.fail('nothing was sent'));
      };

      for (const [override, expected] of OVERRIDES) {
        it(`changes what the dialog says: ${JSON.stringify(override)}`, async () => {
          const { payload } = await run({ text: 'Hi', ...override });
          assert.ok(isObject(payload));
          assert.deepEqual(sent(), expected);
        });
      }

      for (const [override, sound] of SOUNDS) {
        it(`has a sound: ${JSON.stringify(override)}`, async () => {
          const { payload, code } = await run({ text: 'Hi', ...override });
          assert.deepEqual(sent(), withModel({ sound }));
          if (model === 'sa5') assert.equal(code, 'NOT_SUPPORTED');
          else assert.ok(isObject(payload));
        });
      }

      it("is sent as it is in LaMetric's own form", async () => {
        const own = { priority: 'info', model: { frames: [{ text: 'Hi', icon: 3, duration: 900 }] } };
        await run(own);
        assert.deepEqual(sent(), own);
      });

      for (const [payload, reason] of INVALID) {
        it(`is not sent: ${JSON.stringify(payload)}`, async () => {
          const { code, message } = await run(payload);
          assert.equal(code, 'INVALID_INPUT');
          assert.match(message, reason);
          assert.deepEqual(clock.requests, []);
        });
      }
    });
  }
});
