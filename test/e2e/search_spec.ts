import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import type { Clock } from '../../simulator/clock/clock';
import { clockNodes, openClock } from './clock-form';
import { tabTo } from './keyboard';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

describe('A clock that is searched for', () => {
  let world: World;
  let old: Clock;
  let kitchen: Clock;

  before(async () => {
    world = await startWorld();
    const [first, second] = world.simulator.clocks;
    assert.ok(first && second);
    [old, kitchen] = [first, second];
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('is chosen by keys alone; one from before 2022 asks for its key', async () => {
    await world.nodeRed.deploy([TAB]);
    const editor = await world.open();
    const { page } = editor;
    const form = await openClock(editor);
    await tabTo(page, '#lametric-device-search');
    await page.keyboard.press('Enter');
    await form.entryOf(old).waitFor();
    await form.entryOf(old).evaluate((element) => element.setAttribute('data-test', 'old'));
    await tabTo(page, '[data-test="old"]');
    await page.keyboard.press('Enter');
    await page.locator(`${form.apiKey}:focus`).waitFor();
    await page.keyboard.type(old.apiKey);
    await form.shows('My LaMetric', 'Online.');
    await page.keyboard.press('Control+Enter');
    await form.info.waitFor({ state: 'detached' });
    assert.deepEqual(
      (await clockNodes(editor)).map(({ address }) => address),
      [old.network.address],
    );
  });

  it('tells its account and its node, and is taken from the account', async () => {
    const typed = { account: '', device: '', address: old.network.address, name: 'Hall' };
    await world.nodeRed.deploy([
      TAB,
      { ...accountNode(world.simulator), name: 'Mine' },
      deviceNode(undefined, typed),
    ]);
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    const form = await openClock(editor);
    await form.searchButton.click();
    const words = ['already in Node-RED as “Hall”', 'in the account “Mine”'];
    for (const each of words) await form.entryOf(old).getByText(each).waitFor();
    await form.entryOf(kitchen).click();
    await form.shows('Kitchen', 'Online.');
    await form.ok();
    const { label, account, device, address } = (await clockNodes(editor)).at(-1) ?? assert.fail();
    assert.deepEqual([label, account, device, address], ['Kitchen', ACCOUNT, String(kitchen.id), '']);
  });

  it('is found by its address where the search does not get through', async () => {
    await world.nodeRed.deploy([TAB]);
    const editor = await world.open();
    const { page } = editor;
    const form = await openClock(editor);
    await page.route(
      '**/lametric-device/search',
      (route) => route.fulfill({ json: { clocks: [], complete: true } }),
      {
        times: 1,
      },
    );
    await form.searchButton.click();
    await form.searching.getByText('No clock has answered.').waitFor();
    await form.searching.getByText('not out of Docker').waitFor();
    const range = page.getByLabel('Range', { exact: true });
    await range.fill('8.8.8.0/24');
    await range.press('Enter');
    await form.searching.getByText('Enter a range of private addresses').waitFor();
    await range.fill(`${kitchen.network.address}/32`);
    await page.getByRole('button', { name: 'Search the range' }).click();
    await form.entryOf(kitchen).click();
    await form.pairing.getByText('Press the button on the clock.').waitFor();
    await form.cancel();
  });
});
