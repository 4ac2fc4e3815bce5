import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../simulator/clock/clock';
import { isObject } from '../src/lametric/guards';
import { ClockFlow, clockId } from './helpers/clock-flow';
import { FAST_TIMERS } from './helpers/time';
import { notify } from './simulator/clock/ask';

const CLOCK = 'com.lametric.clock';
const COUNTDOWN = 'com.lametric.countdown';

describe('The examples for clocks, run as they are shipped', () => {
  let world: ClockFlow;
  let clock: Clock;
  let nodes: Record<string, unknown>[];

  before(async () => {
    world = await ClockFlow.start({ settingsSource: FAST_TIMERS });
  });
  after(() => world.close());

  /** Deploys an example whose nodes take the clock as they do in the editor. */
  const deploy = async (file: string, model: string) => {
    clock = world.clock(model);
    clock.queue.clear();
    clock.apps.activate(CLOCK, clock.apps.widgetOf(CLOCK));
    clock.clearRequests();
    const flow: unknown = JSON.parse(readFileSync(join(__dirname, '../examples', file), 'utf8'));
    assert.ok(Array.isArray(flow));
    nodes = flow.filter(isObject);
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
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await once(clock, 'changed');
  };

  for (const model of ['LM 37X8', 'sa8', 'sa5']) {
    it(`7: plays the radio in the morning, and turns it off again, on a ${model}`, async () => {
      await deploy('13-radio-alarm.json', model);
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
    await deploy('14-pomodoro.json', 'sa8');
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
    await until(() => durations().length === 2);
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
    await deploy('15-weather-on-motion.json', 'LM 37X8');
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

  it('warns when the clock has an update, is gone, and is back', async () => {
    await deploy('16-clock-watch.json', 'sa8');
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
});
