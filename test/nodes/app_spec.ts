import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Clock } from '../../simulator/clock/clock';
import { ClockFlow, clockId, flowNode } from '../helpers/clock-flow';
import { notify } from '../simulator/clock/ask';

const CLOCK = 'com.lametric.clock';
const WEATHER = 'com.lametric.weather';
const RADIO = 'com.lametric.radio';
const COUNTDOWN = 'com.lametric.countdown';

describe('lametric app', () => {
  let world: ClockFlow;

  before(async () => {
    world = await ClockFlow.start();
  });
  after(() => world.close());

  const fixed = (app: string) => ({ app, appType: 'str' });
  const writes = (clock: Clock) => clock.requests.filter(({ method }) => method !== 'GET');

  for (const model of ['LM 37X8', 'sa8', 'sa5']) {
    describe(`on a ${model}`, () => {
      let clock: Clock;
      let nameOf: (app: string) => string;

      beforeEach(() => {
        clock = world.clock(model);
        clock.apps.activate(CLOCK, clock.apps.widgetOf(CLOCK));
        clock.queue.clear();
        nameOf = (app) => `${app}/${clock.apps.widgetOf(app)}`;
      });

      const run = (properties: object, msg = {}) => world.run('lametric app', clock, properties, msg);
      const shown = () => clock.apps.active.name;

      it('goes to the next app', async () => {
        assert.deepEqual((await run({ action: 'next' })).payload, { app: null });
        assert.equal(shown(), WEATHER);
        assert.match(world.nodeRed.status('node')?.text ?? '', /^next app, /);
      });

      it('goes to the previous app', async () => {
        clock.apps.step(1);
        assert.deepEqual((await run({ action: 'previous' })).payload, { app: null });
        assert.equal(shown(), CLOCK);
      });

      it('brings an app into view by its widget, and asks nothing else', async () => {
        const { payload } = await run({ action: 'activate', ...fixed(nameOf(RADIO)) });
        assert.deepEqual(payload, { app: nameOf(RADIO) });
        assert.equal(shown(), RADIO);
        assert.equal(clock.requests.length, 1);
        assert.match(world.nodeRed.status('node')?.text ?? '', /^radio, /);
      });

      for (const action of ['activate', 'show', 'do']) {
        it(`finds the widget of another clock's flow, for ${action}`, async () => {
          const properties = {
            action,
            ...fixed(`${RADIO}/0123456789abcdef`),
            seconds: 60,
            actionId: 'radio.play',
          };
          const { payload } = await run({ ...properties, activate: true });
          assert.deepEqual(payload, action === 'do' ? null : { app: nameOf(RADIO) });
          assert.equal(shown(), RADIO);
        });
      }

      it('finds it whatever the clock says to an unknown one', async () => {
        const unknown = '0123456789abcdef';
        clock.fail(`/api/v2/device/apps/${RADIO}/widgets/${unknown}/activate`, { status: 400 });
        const { payload } = await run({ action: 'activate', ...fixed(`${RADIO}/${unknown}`) });
        assert.deepEqual(payload, { app: nameOf(RADIO) });
      });

      it('brings an app into view that the message names by its package', async () => {
        const { payload } = await run({ action: 'activate', app: 'app', appType: 'msg' }, { app: RADIO });
        assert.deepEqual(payload, { app: nameOf(RADIO) });
        assert.equal(shown(), RADIO);
      });

      it('shows an app for a while, and tells so at once', async () => {
        const begun = performance.now();
        const { payload } = await run({ action: 'show', ...fixed(WEATHER), seconds: '0.3' });
        assert.deepEqual(payload, { app: nameOf(WEATHER) });
        assert.equal(shown(), WEATHER);
        while (shown() !== CLOCK) await once(clock, 'changed');
        assert.ok(performance.now() - begun >= 300);
      });

      it('lets an app do something, and returns what that says', async () => {
        clock.apps.act(RADIO, clock.apps.widgetOf(RADIO), { id: 'radio.play' });
        const { payload } = await run({
          action: 'do',
          ...fixed(RADIO),
          actionId: 'radio.state',
          activate: false,
        });
        assert.deepEqual(payload, { state: 'playing' });
        assert.equal(shown(), CLOCK);
        assert.match(world.nodeRed.status('node')?.text ?? '', /^radio\.state, /);
      });

      it('gives it the parameters, of which some come with the message', async () => {
        const parameters = [
          { name: 'duration', value: 'payload', valueType: 'msg' },
          { name: 'start_now', value: 'true', valueType: 'bool' },
        ];
        const { payload } = await run(
          {
            action: 'do',
            ...fixed(nameOf(COUNTDOWN)),
            actionId: 'countdown.configure',
            parameters,
            activate: true,
          },
          { payload: '1500' },
        );
        assert.equal(payload, null);
        assert.equal(shown(), COUNTDOWN);
        const [{ body } = assert.fail('Nothing was sent')] = writes(clock);
        assert.deepEqual(JSON.parse(body), {
          id: 'countdown.configure',
          params: { duration: 1500, start_now: true },
          activate: true,
        });
      });

      for (const action of ['activate', 'show']) {
        it(`says that a notification keeps it from that: ${action}`, async () => {
          await notify(clock, '', { model: { cycles: 0, frames: [{ text: 'Dinner' }] } });
          const { code, message } = await run({ action, ...fixed(WEATHER), seconds: 1 });
          assert.equal(code, 'REJECTED');
          assert.match(message, /^LaMetric clock ".+": dismiss the notification that shows/);
          assert.equal(shown(), CLOCK);
        });
      }

      it('says that the clock has no such app', async () => {
        for (const app of ['com.lametric.none', 'com.lametric.none/none']) {
          const { code, message } = await run({ action: 'activate', ...fixed(app) });
          assert.equal(code, 'NOT_FOUND', app);
          assert.match(message, /not found\)$/);
        }
      });

      const alarm = (name: string, value: string, valueType: string) => ({
        action: 'do',
        ...fixed(CLOCK),
        actionId: name === 'type' ? 'clock.clockface' : 'clock.alarm',
        parameters: [{ name, value, valueType }],
      });
      const invalid: [string, object, RegExp][] = [
        [
          'an app that is missing',
          { action: 'activate', app: 'app', appType: 'msg' },
          /^msg\.app is missing/,
        ],
        ['no app', { action: 'show', ...fixed('') }, /^The node's setting is missing/],
        ['an app that is none', { action: 'do', app: '7', appType: 'num' }, /^.* is 7\. It must be an app/],
        ['no seconds', { action: 'show', ...fixed(WEATHER), seconds: '' }, /seconds must be greater than 0/],
        ['no action', { action: 'do', ...fixed(RADIO) }, /^Choose in the node .* radio\.play, /],
        [
          'an unknown action',
          { action: 'do', ...fixed(RADIO), actionId: 'fly' },
          /^The app "Radio" has no action fly/,
        ],
        [
          'an app without actions',
          { action: 'do', ...fixed('com.lametric.custommessage'), actionId: 'x' },
          /can: -\.$/,
        ],
        [
          'an unknown parameter',
          alarm('snooze', '1', 'num'),
          /^clock\.alarm takes no snooze\. It takes: enabled, /,
        ],
        ['a wrong flag', alarm('enabled', 'yes', 'str'), /^enabled is "yes" .* true or false/],
        ['a wrong kind', alarm('time', '730', 'num'), /^time is 730 .* must be text/],
        ['a wrong word', alarm('type', 'rain', 'str'), /^type is "rain" .* one of: weather, page_a_day/],
        ['a wrong expression', alarm('time', '$(', 'jsonata'), /^The expression \$\(/],
      ];
      it('reports what it cannot use, and tells the clock nothing', async () => {
        for (const [what, properties, words] of invalid) {
          const { code, message } = await run(properties);
          assert.equal(code, 'INVALID_INPUT', what);
          assert.match(message, words, what);
          assert.deepEqual(writes(clock), [], what);
        }
      });
    });
  }

  it('says that no clock is chosen', async () => {
    const { code, message } = await world.run('lametric app', world.clock('sa8'), {
      device: '',
      action: 'show',
      ...fixed(CLOCK),
      seconds: 1,
    });
    assert.deepEqual(
      [code, message],
      ['NOT_CONFIGURED', "LaMetric clock: choose a clock in the node's dialog. None is chosen."],
    );
  });

  describe('that shows an app for a while', () => {
    let clock: Clock;

    beforeEach(async () => {
      clock = world.clock('sa8');
      clock.queue.clear();
      clock.apps.activate(CLOCK, clock.apps.widgetOf(CLOCK));
      await world.run('lametric app', clock, { action: 'show', ...fixed(WEATHER), seconds: 600 });
      assert.equal(clock.apps.active.name, WEATHER);
    });

    it('goes back when Node-RED stops', async () => {
      await world.nodeRed.restart();
      assert.equal(clock.apps.active.name, CLOCK);
    });

    it('goes back when everything is deployed anew', async () => {
      await world.deploy([], 'full');
      assert.equal(clock.apps.active.name, CLOCK);
    });

    it('shows it as long as before where other nodes alone are deployed', async () => {
      const node = { name: '', device: clockId(clock), action: 'next' };
      await world.deploy([flowNode('other', 'lametric app', [], node)]);
      assert.equal(clock.apps.active.name, WEATHER);
    });

    it('says what keeps it from going back', async () => {
      await notify(clock, '', { model: { cycles: 0, frames: [{ text: 'Dinner' }] } });
      await world.nodeRed.restart();
      assert.match(
        world.nodeRed.output(),
        /still shows the app that was to show for a while only\. LaMetric clock/,
      );
    });
  });
});
