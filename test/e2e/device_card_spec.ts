import assert from 'node:assert/strict';
import { hashSync } from 'bcryptjs';
import type { Clock } from '../../simulator/clock/clock';
import { openClock } from './clock-form';
import { type World, startWorld } from './world';

const PASSWORD = 'correct horse';

const clockNode = ({ address, apiKey }: Clock, id: string) => ({
  id,
  type: 'lametric-device',
  name: '',
  clockName: '',
  account: '',
  device: '',
  address,
  security: 'pinned',
  credentials: { apiKey },
});

describe("A clock's card", () => {
  let world: World;
  let kitchen: Clock;

  before(async () => {
    world = await startWorld();
    const [, second] = world.simulator.clocks;
    assert.ok(second);
    kitchen = second;
  });
  afterEach(async () => {
    kitchen.quirks.update = null;
    if (!kitchen.pluggedIn) await kitchen.plugIn();
    await world.reset();
  });
  after(() => world.close());

  const deploy = (id: string) =>
    world.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }, clockNode(kitchen, id)]);

  it('says that an update is there, and that the clock is off', async () => {
    await deploy('off');
    kitchen.quirks.update = '3.2.8';
    const editor = await world.open();
    let form = await openClock(editor, 'off');
    await form.shows('update to 3.2.8 available', 'Online.');
    await form.cancel();
    await kitchen.unplug();
    form = await openClock(editor, 'off');
    await form.shows('Off, or not in this network.');
  });

  it('shows both certificates when the clock has another one, and trusts it only if told so', async () => {
    await deploy('changed');
    const contact = await world.nodeRed.admin('GET', 'lametric-device/changed');
    assert.equal(contact.status, 200);
    const before = kitchen.fingerprint;
    await kitchen.changeCertificate();
    const editor = await world.open();
    const form = await openClock(editor, 'changed');
    await form.shows(
      'Shows another certificate than before.',
      `Before: ${before}`,
      `Now: ${kitchen.fingerprint}`,
    );
    const question = editor.page.locator('.red-ui-notification');
    await form.trustButton.click();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await form.shows('Shows another certificate than before.');
    await form.trustButton.click();
    await question.getByRole('button', { name: 'Trust this certificate' }).click();
    await form.shows('Online.');
  });

  it('answers to what was typed last', async () => {
    await deploy('typed');
    const editor = await world.open();
    const form = await openClock(editor, 'typed');
    await form.shows('Online.');
    await editor.page.fill(form.address, 'elsewhere.home');
    await editor.page.fill(form.address, kitchen.address);
    await form.shows('Online.');
    const test = /\/lametric-device\/typed\/test$/;
    const asked = editor.page.waitForRequest(test);
    await editor.page.locator(form.address).pressSequentially('0');
    await editor.page.locator(form.address).press('Backspace');
    assert.equal((await asked).postDataJSON().address, kitchen.address);
  });
});

describe("A clock's card, for a user who may only read", () => {
  let world: World;

  before(async () => {
    const users = [
      { username: 'admin', password: hashSync(PASSWORD, 4), permissions: '*' },
      { username: 'guest', password: hashSync(PASSWORD, 4), permissions: 'read' },
    ];
    world = await startWorld({ settings: { adminAuth: { type: 'credentials', users } } });
    await world.nodeRed.login('admin', PASSWORD);
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('shows how the clock is, and says why nothing can be changed', async () => {
    const [, kitchen] = world.simulator.clocks;
    assert.ok(kitchen);
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }, clockNode(kitchen, 'read')]);
    const editor = await world.open({ login: ['guest', PASSWORD] });
    const form = await openClock(editor, 'read');
    await form.shows('Kitchen', 'Online.', 'does not have the permission');
    await form.setUp('button');
    assert.ok(await form.pairButton.isDisabled());
  });
});
