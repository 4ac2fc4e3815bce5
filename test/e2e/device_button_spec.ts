import assert from 'node:assert/strict';
import { accountNode, connect } from '../../harness/account';
import type { Clock } from '../../simulator/clock/clock';
import { clockNodes, openClock } from './clock-form';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

describe('A clock by its button', () => {
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

  it('is set up by its address and one press', async () => {
    await world.nodeRed.deploy([TAB]);
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('button');
    await form.shows("Enter the clock's address");
    await editor.page.fill(form.address, kitchen.address);
    await form.shows("The clock's key is still missing.");
    await form.pairButton.click();
    await form.pairing.getByText('Press the button on the clock.').waitFor();
    assert.match(await form.pairing.getByRole('timer').innerText(), /^\d\d s$/);
    kitchen.press();
    await form.pairing.getByText('The key is filled in.').waitFor();
    await form.shows('Kitchen', 'Online.');
    await form.ok();

    const [clock] = await clockNodes(editor);
    assert.ok(clock);
    const { id, ...properties } = clock;
    const saved = { account: '', device: '', address: kitchen.address, security: 'pinned' };
    assert.deepEqual(properties, { ...saved, label: 'Kitchen' });
    await editor.deploy();
    const { body } = await world.nodeRed.admin('GET', `lametric-device/${id}`);
    assert.ok(JSON.stringify(body).includes('"state":"online"'));
  });

  it('is found through the account', async () => {
    await world.nodeRed.deploy([TAB, accountNode(world.simulator)]);
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('button');
    await editor.page.getByRole('button', { name: 'Kitchen' }).click();
    assert.equal(await editor.page.inputValue(form.address), kitchen.address);
    await form.pairButton.click();
    await form.pairing.getByText('Press the button on the clock.').waitFor();
    kitchen.press();
    await form.shows('Online.');
    await form.ok();
    assert.deepEqual(
      (await clockNodes(editor)).map(({ account, device, address }) => [account, device, address]),
      [['', '', kitchen.address]],
    );
  });

  it('has to be from 2022 or later', async () => {
    await world.nodeRed.deploy([TAB]);
    const editor = await world.open();
    const form = await openClock(editor);
    await form.setUp('button');
    await form.pairButton.click();
    await form.pairing.getByText("Enter the clock's address").waitFor();
    await editor.page.fill(form.address, old.address);
    await form.pairButton.click();
    await form.pairing.getByText('it is from before 2022').waitFor();
    // The card does not send one to the button that cannot help.
    assert.match(await form.info.innerText(), /^\s*The clock's key is still missing\.\s*$/);
  });
});
