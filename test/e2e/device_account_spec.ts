import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { clockNodes, openClock } from './clock-form';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };
const OF_ACCOUNT = { account: ACCOUNT, address: '', security: 'pinned' };

describe('A clock from the account', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  async function openConnected() {
    await world.nodeRed.deploy([TAB, accountNode(world.simulator)]);
    await connect(world.nodeRed, world.simulator);
    return world.open();
  }

  it('is set up by one choice, which can be another one, since the only account is chosen already', async () => {
    const editor = await openConnected();
    const form = await openClock(editor);
    await form.shows('Choose the clock.');
    await editor.picker.open();
    await editor.page.keyboard.type('A name');
    await editor.picker.note.getByText('No clock matches.').waitFor();
    assert.equal(await editor.picker.options.count(), 0);
    await editor.page.keyboard.press('Escape');
    await form.choose('My LaMetric');
    await form.shows('My LaMetric', 'Online.');
    await form.choose('Kitchen');
    await form.shows('Kitchen', 'LaMetric TIME (2022)', 'firmware 3.2.6', 'Wi-Fi', 'Online.');
    await form.ok();
    const [clock, ...others] = await clockNodes(editor);
    assert.ok(clock);
    const { id, ...properties } = clock;
    assert.deepEqual(properties, { ...OF_ACCOUNT, label: 'Kitchen', device: '1027' });
    assert.deepEqual(others, []);

    await editor.deploy();
    const { body } = await world.nodeRed.admin('GET', `lametric-device/${id}`);
    assert.ok(JSON.stringify(body).includes('"state":"online"'));
  });

  it('can be set up where there is no account yet', async () => {
    const editor = await world.open();
    const form = await openClock(editor);
    await form.shows('Choose an account, or add one with +.');
    await editor.page.click('#node-config-input-btn-account-add');
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    await editor.page.click('#node-config-dialog-ok');
    await form.info.waitFor();
    await form.choose('My LaMetric');
    await form.shows('My LaMetric', 'LaMetric TIME', 'Online.');
    await form.ok();
    assert.deepEqual(
      (await clockNodes(editor)).map(({ label, device }) => [label, device]),
      [['My LaMetric', '18']],
    );
  });

  it('can be added together with all others, and those be taken back in one step', async () => {
    const editor = await openConnected();
    const form = await openClock(editor);
    await form.addAll.getByText('Add all 3 clocks').click();
    await editor.page.getByText('Added: Kitchen, Büro @ Work.').waitFor();
    assert.ok(!(await form.addAll.isVisible()));
    await form.shows('My LaMetric', 'Online.');
    await form.ok();
    const labels = async () => (await clockNodes(editor)).map(({ label }) => label);
    assert.deepEqual((await labels()).toSorted(), ['Büro @ Work', 'Kitchen', 'My LaMetric']);

    const undo = () => editor.page.evaluate(() => window.RED.actions.invoke('core:undo'));
    await undo();
    assert.deepEqual((await labels()).toSorted(), ['Büro @ Work', 'Kitchen']);
    await undo();
    assert.deepEqual(await labels(), []);
    await editor.page.evaluate(() => window.RED.actions.invoke('core:redo'));
    assert.deepEqual((await labels()).toSorted(), ['Büro @ Work', 'Kitchen']);
    await editor.deploy();
  });

  it('gives its own key by the button where it refuses the one of the account', async () => {
    const kitchen = world.simulator.clocks.find(({ name }) => name === 'Kitchen');
    assert.ok(kitchen);
    const editor = await openConnected();
    kitchen.renewKey({ inApp: true });
    const form = await openClock(editor);
    await form.choose('Kitchen');
    await form.shows('Refuses the key.');
    await form.pairButton.click();
    await form.pairing.getByText('Press the button on the clock.').waitFor();
    kitchen.press();
    await form.shows('Online.');
    kitchen.renewKey();
  });
});
