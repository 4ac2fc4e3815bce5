import { connect } from '../../harness/account';
import { DEVICES } from '../helpers/paths';
import { type World, editableFlow, startWorld } from './world';

describe('An error without a Catch node, in the debug sidebar', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  // Node-RED shows 80 characters of a text.
  it('says at once whose account it is and what to do', async () => {
    const flow = editableFlow(world.simulator, { account: { name: 'Home' } });
    await world.nodeRed.deploy(flow.filter(({ type }) => type !== 'catch'));
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    const debug = await editor.showDebug();
    world.simulator.fail(DEVICES, { status: 403 });
    await editor.inject('list-in');
    await debug
      .getByText('LaMetric account "Home": tick the access devices_read in its dialog, then click')
      .waitFor();
  });
});
