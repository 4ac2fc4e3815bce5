import assert from 'node:assert/strict';
import { once } from 'node:events';
import { deviceNode } from '../harness/clock';
import type { Clock } from '../simulator/clock/clock';
import { findMp3Flaw } from '../src/lametric/clock/mp3';
import { isObject } from '../src/lametric/guards';
import { ClockFlow, clockId } from './helpers/clock-flow';
import { type ExampleNode, read } from './helpers/examples';
import { FAST_TIMERS } from './helpers/time';
import { notify } from './simulator/clock/ask';

const CLOCK = 'com.lametric.clock';
const COUNTDOWN = 'com.lametric.countdown';

describe('The examples for clocks, run as they are shipped', () => {
  let world: ClockFlow;
  let clock: Clock;
  let nodes: ExampleNode[];

  before(async () => {
    world = await ClockFlow.start({ settingsSource: FAST_TIMERS });
  });
  after(() => world.close());

  /** Deploys an example whose nodes take the clock as they do in the editor. */
  const deploy = async (name: string, model: string) => {
    clock = world.clock(model);
    clock.queue.clear();
    clock.apps.activate(CLOCK, clock.apps.widgetOf(CLOCK));
    clock.clearRequests();
    nodes = read(name);
    await world.deploy(
      nodes.map((node) => ('device' in node ? { ...node, device: clockId(clock) } : node)),
      'full',
    );
  };
  const find = (type: string, name: string) =>
    String(nodes.find((node) => node['type'] === type && node['name'] === name)?.['id']);
  const press = (name: string) => world.nodeRed.inject(find('inject', name));
  const shown = async (name: string) => {
    const id = find('debug', name);
    return (await world.nodeRed.nextDebug((message) => message.id === id, 20_000)).msg;
  };
  const pushed = () => clock.apps.myData.frames();
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await once(clock, 'changed');
  };

  it('says Hello', async () => {
    await deploy('hello', 'sa8');
    await press('Hello');
    await shown('Shown');
    assert.deepEqual(
      clock.queue.all.map(({ model: { frames } }) => frames[0]?.text),
      ['Hello'],
    );
  });

  for (const model of ['LM 37X8', 'sa8', 'sa5']) {
    it(`plays the radio in the morning, and turns it off again, on a ${model}`, async () => {
      await deploy('radio-alarm', model);
      await press('Workdays at 6:30');
      assert.equal(await shown('Done'), 'The radio is on');
      assert.equal(clock.apps.radioPlays, true);
      assert.equal(clock.apps.active.name, 'com.lametric.radio');
      await press('Workdays at 7:30');
      assert.equal(await shown('Done'), 'The radio is off');
      assert.equal(clock.apps.radioPlays, false);
    });
  }

  it('counts work and rest down by turns, until it is stopped', async () => {
    await deploy('pomodoro', 'sa8');
    const durations = () =>
      clock.requests
        .filter(({ method, path }) => method === 'POST' && path.includes(COUNTDOWN))
        .map(({ body }) => {
          const action: unknown = JSON.parse(body);
          return isObject(action) && isObject(action['params']) ? action['params']['duration'] : undefined;
        });
    await press('Start');
    assert.equal(await shown('Now'), 'work');
    await press('Stop');
    await until(() => durations().length >= 2);
    assert.deepEqual(durations(), [1500, undefined]);
    // Of the work, this time, only a second.
    await world.nodeRed.admin('POST', `inject/${find('inject', 'Start')}`, {
      __user_inject_props__: [
        { p: 'topic', v: 'work', vt: 'str' },
        { p: 'seconds', v: '1', vt: 'num' },
      ],
    });
    assert.equal(await shown('Now'), 'work');
    assert.equal(await shown('Now'), 'rest');
    assert.deepEqual(durations().slice(2), [1, 300]);
    await press('Stop');
  });

  it('shows the weather when somebody comes by, and says why it cannot', async () => {
    await deploy('weather-on-motion', 'LM 37X8');
    await press('No motion');
    await press('Motion');
    assert.match(String(await shown('Shown')), /^com\.lametric\.weather\//);
    assert.equal(clock.apps.active.name, 'com.lametric.weather');
    await notify(clock, '', { model: { cycles: 0, frames: [{ text: 'Dinner' }] } });
    await press('Motion');
    assert.match(String(await shown('Why not')), /dismiss the notification/);
    clock.queue.clear();
    // The next Deploy makes the clock go back.
    await world.deploy([], 'full');
    assert.equal(clock.apps.active.name, CLOCK);
  });

  it('shows temperature and humidity of two flows, and a meter with a bar', async () => {
    await deploy('temperature-and-humidity', 'sa8');
    await press('Measure humidity');
    assert.equal(await shown('Accepted too'), 'humidity');
    await press('Measure');
    assert.equal(await shown('Accepted'), 'temperature');
    const [temperature, humidity] = pushed();
    assert.match(String(temperature?.text), /^\d\d\.\d °C$/);
    assert.match(String(humidity?.text), /^\d\d %$/);
    await deploy('power-meter', 'LM 37X8');
    await press('What the meter says');
    await shown('Accepted');
    const [{ goalData } = {}] = pushed();
    assert.deepEqual({ ...goalData, current: 0 }, { start: 0, current: 0, end: 3000, unit: ' W' });
  });

  it('shows which bin goes out until it is out, and prices as a chart', async () => {
    await deploy('bins', 'sa5');
    await press('Mondays at 18:00: paper');
    await shown('Accepted');
    assert.deepEqual(pushed(), [{ index: 0, text: 'Paper' }]);
    await press('The bins are out');
    await shown('Accepted');
    assert.deepEqual(pushed(), [{ index: 0, text: '-' }]);
    await deploy('price-that-stays', 'sa5');
    await press('Prices of today');
    await shown('Accepted');
    const [lowest, chart] = pushed();
    assert.equal(lowest?.text, '21.9 ct');
    assert.equal(chart?.chartData?.length, 24);
  });

  it('rings for smoke in quiet hours, and for nothing else', async () => {
    await deploy('quiet-night', 'sa8');
    const quiet = [{ days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00', allow: 'critical' }];
    const { address, apiKey } = clock;
    const place = { account: '', device: '', address, credentials: { apiKey } };
    await world.deploy(
      [
        deviceNode(undefined, { id: 'quiet', ...place, quiet }),
        ...nodes.map((node) => ('device' in node ? { ...node, device: 'quiet' } : node)),
      ],
      'full',
    );
    for (const name of ['The washing is done', 'News', 'Smoke']) await press(name);
    await shown('Shown');
    assert.deepEqual(
      clock.queue.all.map(({ priority, model: { frames, sound } }) => [priority, frames[0]?.text, sound]),
      [['critical', 'Smoke in the kitchen', { category: 'alarms', id: 'alarm1', repeat: 0 }]],
    );
  });

  it('speaks, and shows what is said', async () => {
    await deploy('speech', 'sa8');
    const fetched = once(clock.sounds, 'fetched');
    await press('Dinner is ready');
    await shown('Shown');
    await fetched;
    const [{ bytes, status } = { bytes: Buffer.alloc(0), status: 0 }] = clock.sounds.fetched.slice(-1);
    assert.deepEqual(
      [status, bytes],
      [206, Buffer.concat(Array.from({ length: 28 }, () => bytes.subarray(0, 144)))],
    );
    assert.equal(findMp3Flaw(bytes), undefined);
    assert.equal(clock.queue.all[0]?.model.frames[0]?.text, 'Dinner is ready');
    await deploy('speech', 'sa5');
    await press('Dinner is ready');
    await shown('Shown');
    assert.equal(clock.queue.all[0]?.model.frames[0]?.text, 'Dinner is ready');
  });

  it('answers a press on the button of a clock by a tick, or by a cross', async () => {
    await deploy('button', 'sa8');
    const presser = world.clock('LM 37X8').buttonApp;
    await presser.press(`http://127.0.0.1:${world.nodeRed.port}/lametric-button/change-me`);
    assert.equal(presser.answer, 'tick');
    const who = `Bell: ${world.clock('LM 37X8').serialNumber}`;
    assert.equal(await shown('Who'), who);
    assert.equal(clock.queue.all[0]?.model.frames[0]?.text, who);
    clock.screensaver = true;
    await presser.press();
    assert.equal(presser.answer, 'cross');
    clock.screensaver = false;
  });

  it('warns when the clock has an update, is gone, and is back', async () => {
    await deploy('clock-watch', 'sa8');
    const events = nodes.find(({ type }) => type === 'lametric events') ?? assert.fail();
    assert.equal(events['interval'], 30);
    // As it is shipped, this would take minutes.
    events['interval'] = 5;
    await world.deploy(
      nodes.map((node) => ('device' in node ? { ...node, device: clockId(clock) } : node)),
      'full',
    );
    await clock.requested('GET', '/api/v2/device');
    clock.quirks.update = '9.9.9';
    assert.match(String(await shown('Warning')), / has an update to 9\.9\.9\.$/);
    await clock.unplug();
    assert.match(String(await shown('Warning')), / is offline\. LaMetric clock .*cannot be reached/);
    await clock.plugIn();
    assert.match(String(await shown('Warning')), / is back\.$/);
  });

  describe('with several clocks', () => {
    /** As if the user had opened each, so that its name is known. */
    const meetAll = async () => {
      const [, , third] = world.simulator.clocks;
      if (third !== undefined) third.name = 'Hall';
      for (const each of world.simulator.clocks) {
        each.queue.clear();
        await world.nodeRed.admin('GET', `lametric-device/${clockId(each)}`);
      }
    };
    const texts = () =>
      world.simulator.clocks.map(({ queue }) => queue.all.map(({ model }) => model.frames[0]?.text).join());

    it('shows a text on the clock of the room', async () => {
      await deploy('clock-of-the-room', 'sa8');
      await meetAll();
      await press('In the hall');
      assert.equal(await shown('Shown at'), 'Hall');
      assert.deepEqual(texts(), ['', '', 'Somebody is in the hall']);
      world.clock('sa5').name = 'Attic';
      await world.nodeRed.admin('GET', `lametric-device/${clockId(world.clock('sa5'))}`);
      await press('In the hall');
      assert.match(String(await shown('Not shown')), /^msg\.room: no clock has the name, .* "Hall"\.$/);
    });

    it('shows a text on a group of them', async () => {
      await deploy('group-of-clocks', 'sa8');
      await meetAll();
      await press('Downstairs');
      await press('Visitors');
      assert.deepEqual([await shown('Shown at'), await shown('Shown at')], ['Kitchen', 'Hall']);
    });

    it('gathers ten alarms in one', async () => {
      await deploy('many-alarms-in-one', 'sa8');
      await meetAll();
      await press('Ten alarms');
      for (const _ of world.simulator.clocks) await shown('Shown at');
      const text = '10 times water: Cellar, Hall, Attic, Garage, Porch, Office, Pantry, Shed, Study, Loft';
      assert.deepEqual(texts(), [text, text, text]);
      await meetAll();
      await press('One alarm');
      await shown('Shown at');
      assert.equal(world.clock('sa8').queue.all[0]?.model.frames[0]?.text, 'Water: Cellar');
    });

    it('shows a text on all of them, and says on which not', async () => {
      await deploy('all-clocks', 'sa8');
      await meetAll();
      await world.clock('LM 37X8').unplug();
      await press('Dinner');
      assert.deepEqual([await shown('Shown at'), await shown('Shown at')], ['Kitchen', 'Hall']);
      assert.equal(await shown('How many have it'), '2 have it');
      assert.match(String(await shown('Failed')), /LaMetric clock .*My LaMetric.*: check its power/);
      await world.clock('LM 37X8').plugIn();
    });
  });
});
