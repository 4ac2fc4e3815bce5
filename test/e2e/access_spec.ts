import assert from 'node:assert/strict';
import { hashSync } from 'bcryptjs';
import { connect } from '../../harness/account';
import { type World, editableFlow, startWorld } from './world';

const PASSWORD = 'correct horse';
const password = hashSync(PASSWORD, 4);
const users = [
  { username: 'admin', password, permissions: '*' },
  { username: 'guest', password, permissions: 'read' },
];

describe('With httpAdminRoot and a login, the editor', () => {
  let world: World;

  before(async () => {
    world = await startWorld({
      settings: { httpAdminRoot: '/red', adminAuth: { type: 'credentials', users } },
    });
  });
  beforeEach(async () => {
    await world.nodeRed.login('admin', PASSWORD);
    await world.nodeRed.deploy(editableFlow(world.simulator));
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('connects, and lists the devices', async () => {
    const editor = await world.open({ login: ['admin', PASSWORD] });
    await editor.openNode('rename');
    await editor.editAccount();
    assert.match(await editor.account.redirect.inputValue(), /:\d+\/red\/lametric-account\/callback$/);
    await editor.account.connectAndApprove();
    await editor.closeAccount();
    await editor.picker.open();
    await editor.picker.options.getByText('Kitchen').waitFor();
  });

  it('shows a user who may only read how things are, and says why nothing can be changed', async () => {
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open({ login: ['guest', PASSWORD] });
    await editor.openNode('rename');
    await editor.picker.value.getByText('My LaMetric').waitFor();
    await editor.editAccount();
    await editor.account.state.getByText('Connected as Demo User').waitFor();
    await editor.account.state.getByText('does not have the permission').waitFor();
    assert.equal(await editor.account.connectButton.isDisabled(), true);
    assert.equal(await editor.account.disconnectButton.isDisabled(), true);
  });

  it('says so when the login has ended', async () => {
    const editor = await world.open({ login: ['admin', PASSWORD] });
    await editor.openNode('rename');
    await editor.editAccount();
    await editor.account.state.getByText('Not connected').waitFor();
    const token = await editor.page.evaluate(() => window.RED.settings.get('auth-tokens').access_token);
    const headers = { authorization: `Bearer ${token}` };
    await world.nodeRed.admin('POST', 'auth/revoke', { token }, headers);
    const [popup] = await Promise.all([
      editor.page.waitForEvent('popup'),
      editor.account.connectButton.click(),
    ]);
    await editor.account.progress.getByText('Your Node-RED login has ended').waitFor();
    if (!popup.isClosed()) await popup.waitForEvent('close');
  });
});
