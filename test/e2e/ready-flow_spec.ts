import assert from 'node:assert/strict';
import { accountNode } from '../../harness/account';
import { DEMO_STEPS, readyFlow } from '../../scripts/ready-flow';
import { NOTIFICATIONS } from '../helpers/clocks';
import { type World, startWorld } from './world';

/** Room between two nodes in which a wire is seen: pixels. */
const WIRE = 20;

describe('The ready flow in the editor', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('leads to a text on a clock by as many clicks as it says, and its labels have room', async () => {
    const { nodeRed, simulator } = world;
    await nodeRed.deploy(readyFlow(DEMO_STEPS, accountNode(simulator), simulator));
    const editor = await world.open();
    const { page, account } = editor;
    let clicks = 0;
    const count = () => clicks++;
    await page.context().exposeBinding('countClick', count);
    const listen = () =>
      document.addEventListener(
        'click',
        // A double-click is one.
        ({ isTrusted, detail }) => isTrusted && detail === 1 && Reflect.get(globalThis, 'countClick')(),
        true,
      );
    await page.context().addInitScript(listen);
    await page.evaluate(listen);

    await editor.node('steps').click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'The clocks, live' }).click();
    const clocks = await opened;
    await page.locator('#red-ui-tab-debug-link-button').click();

    await editor.openNode('list');
    await page.click('#node-input-btn-account-edit');
    await account.connectAndApprove();
    await page.click('#node-config-dialog-cancel');
    await account.state.waitFor({ state: 'detached' });
    await page.click('#node-dialog-cancel');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });

    const message = page.locator('.red-ui-debug-msg');
    await editor.inject('list-in');
    await message.getByText('array[3]').waitFor();
    await editor.inject('rename-in');
    await message.nth(1).getByText('Living room').waitFor();
    const [clock = assert.fail()] = simulator.clocks;
    await editor.inject('show-in');
    await clock.requested('POST', NOTIFICATIONS);
    await clocks.getByRole('img', { name: 'Hello' }).waitFor();
    assert.equal(`${clicks} clicks`, /^\d+ clicks/.exec(DEMO_STEPS[0] ?? '')?.[0]);

    for (const row of [
      ['list-in', 'list', 'devices'],
      ['rename-in', 'rename', 'renamed'],
      ['show-in', 'show', 'shown'],
    ]) {
      const boxes = await Promise.all(
        row.map((id) => editor.node(id).locator('.red-ui-flow-node').boundingBox()),
      );
      for (const [at, box] of boxes.slice(1).entries()) {
        const before = boxes[at];
        assert.ok(box && before);
        assert.ok(box.x - before.x - before.width >= WIRE, `${row[at]} and ${row[at + 1]}`);
      }
    }
  });
});
