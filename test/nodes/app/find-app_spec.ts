import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/app/app';
import { loadNode, useNodeRed } from '../../helpers/flow-node';
import { notify } from '../../simulator/clock/ask';

const RADIO = 'com.lametric.radio';
const APP = `/api/v2/device/apps/${RADIO}`;

describe('The app of a lametric app', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const run = async (properties: object) => {
    const send = await loadNode(clock, register, { type: 'lametric app', appType: 'str', ...properties });
    return send({});
  };

  it('has no widget to take the place of an unknown one where it has several', async () => {
    clock.fail(APP, { status: 200, body: JSON.stringify({ package: RADIO, widgets: { a: {}, b: {} } }) });
    const { code, message } = await run({ action: 'activate', app: `${RADIO}/none` });
    assert.equal(code, 'NOT_FOUND');
    assert.match(message, /a, b/);
  });

  it('is not looked for where its widget is there, but something else is wrong', async () => {
    const widget = clock.apps.widgetOf(RADIO);
    clock.fail(`${APP}/widgets/${widget}/activate`, { status: 403 });
    assert.equal((await run({ action: 'activate', app: `${RADIO}/${widget}` })).code, 'FORBIDDEN');
    assert.equal(clock.countRequests('GET', APP), 0);
  });

  for (const [what, properties] of [
    ['widgets', { app: `${RADIO}/none` }],
    ['actions', { app: `${RADIO}/0`, actionId: 'none' }],
  ] as const) {
    it(`is told with its ${what}, however many it has, and however long their names are`, async () => {
      const names = Array.from({ length: 10_000 }, (_, index) => `${index}`.repeat(20));
      const many = Object.fromEntries(['0', ...names].map((name) => [name, {}]));
      const odd = { package: RADIO, title: 'a'.repeat(1e6), widgets: many, actions: many };
      clock.fail(APP, { status: 200, body: JSON.stringify(odd) });
      const { message } = await run({ action: 'do', ...properties });
      assert.ok(message.length > 100 && message.length < 2000, `${message.length} characters`);
    });
  }

  it('is not looked for where a notification is in the way', async () => {
    await notify(clock, '', { model: { cycles: 0, frames: [{ text: 'Dinner' }] } });
    const widget = clock.apps.widgetOf(RADIO);
    assert.equal((await run({ action: 'activate', app: `${RADIO}/${widget}` })).code, 'REJECTED');
    assert.equal(clock.countRequests('GET', APP), 0);
  });

  it('is not tried again where it has no other widget', async () => {
    const widget = clock.apps.widgetOf(RADIO);
    clock.fail(`${APP}/widgets/${widget}/activate`, { status: 404 });
    assert.equal((await run({ action: 'activate', app: `${RADIO}/${widget}` })).code, 'NOT_FOUND');
  });

  it('has no action by the name of something that all objects have', async () => {
    const { code, message } = await run({ action: 'do', app: RADIO, actionId: 'constructor' });
    assert.equal(code, 'INVALID_INPUT');
    assert.match(message, /^app\.error\.unknown-action constructor/);
  });

  it('has no parameter by the name of something that all objects have', async () => {
    const parameters = [{ name: 'constructor', value: '1', valueType: 'str' }];
    const { code, message } = await run({ action: 'do', app: RADIO, actionId: 'radio.play', parameters });
    assert.equal(code, 'INVALID_INPUT');
    assert.match(message, /^app\.error\.unknown-parameter radio\.play constructor/);
  });
});
