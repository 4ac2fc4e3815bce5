import assert from 'node:assert/strict';
import type { Clock } from '../../simulator/clock/clock';
import { clockNodes, openClock } from './clock-form';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

describe('A clock by address and key', () => {
  let world: World;
  let sky: Clock;

  before(async () => {
    world = await startWorld();
    const [, , third] = world.simulator.clocks;
    assert.ok(third);
    sky = third;
  });
  beforeEach(() => world.nodeRed.deploy([TAB]));
  afterEach(() => world.reset());
  after(() => world.close());

  it('is asked as soon as both are filled in', async () => {
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('key');
    await editor.page.fill(form.address, ` http://${sky.address}/`);
    await form.shows('Enter the API key.');
    await editor.page.fill(form.apiKey, 'wrong');
    await form.shows('Refuses the key.');
    await editor.page.fill(form.apiKey, sky.apiKey);
    await form.shows('Büro @ Work', 'LaMetric SKY', 'Online.');
    await editor.page.fill(form.name, 'Office');
    await form.ok();
    assert.deepEqual(
      (await clockNodes(editor)).map(({ label, account, address }) => ({ label, account, address })),
      [{ label: 'Office', account: '', address: sky.address }],
    );
  });

  it('is not asked again at the click that leaves the field: its target would move away', async () => {
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('key');
    await editor.page.fill(form.address, sky.address);
    await editor.page.fill(form.apiKey, 'wrong');
    await form.shows('Refuses the key.');
    await editor.page.locator(form.apiKey).blur();
    await editor.page.locator(form.address).focus();
    await editor.page.locator(form.address).blur();
    assert.equal(await form.info.getByText('Asking the clock').count(), 0);
    await form.cancel();
  });

  it('has the variables of the tab that it is for, before its first Deploy', async () => {
    const env = [{ name: 'PLACE', type: 'str', value: sky.address }];
    const other = { id: 'other', type: 'comment', z: 'flow', x: 100, y: 60, name: '', wires: [] };
    await world.nodeRed.deploy([{ ...TAB, env }, other]);
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('key');
    await editor.page.fill(form.address, '${PLACE}');
    await editor.page.fill(form.apiKey, sky.apiKey);
    await form.shows('It is not set up.');
    await editor.page.selectOption('#red-ui-editor-config-scope', 'flow');
    await form.shows('Online.');
    await form.ok();
  });

  it('can be spoken to without encryption', async () => {
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('key');
    await editor.page.fill(form.address, new URL(sky.httpUrl).host);
    await editor.page.fill(form.apiKey, sky.apiKey);
    await form.openAdvanced();
    await editor.page.selectOption('#node-config-input-security', 'http');
    await form.shows('Online.');
    await form.ok();
    const [clock] = await clockNodes(editor);
    assert.equal(clock?.security, 'http');
  });

  it('keeps its key to itself: another address needs the key anew', async () => {
    const properties = { name: '', clockName: '', account: '', device: '', security: 'pinned' };
    const credentials = { apiKey: sky.apiKey };
    const node = { id: 'sky', type: 'lametric-device', ...properties, address: sky.address, credentials };
    await world.nodeRed.deploy([TAB, node]);
    const editor = await world.open();
    const form = await openClock(editor, 'sky');
    await form.shows('Online.');
    await editor.page.fill(form.address, 'elsewhere.home');
    await form.shows('Enter the API key: the stored one is sent only to the clock that it was deployed for.');
    await editor.page.fill(form.address, 'user:pw@elsewhere');
    await form.shows('Check the address');
  });
});
