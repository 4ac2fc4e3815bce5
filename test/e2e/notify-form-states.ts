/** The form of a notification, taken through all it can show. */
import { accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import { NotifyForm, notifyNode } from './notify-form';
import type { World } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

export async function deploy({ nodeRed, simulator }: World): Promise<void> {
  const clock = deviceNode(simulator.clocks[1]?.id, { clockName: 'Kitchen' });
  await nodeRed.deploy([TAB, accountNode(simulator), clock, notifyNode()]);
  await connect(nodeRed, simulator);
}

/** Takes the form through all it can show, and checks each. */
export async function goThrough({ editor, frames, said, showNow }: NotifyForm, check: () => Promise<void>) {
  const { page, picker } = editor;
  await editor.openNode('notify');
  await page.locator('.lametric-preview-approximate:visible').waitFor();
  await check();
  await page.locator('.red-ui-editableList-addButton').last().click();
  await frames.nth(1).locator('select').selectOption('goal');
  await page.locator('.red-ui-editableList-addButton').last().click();
  await frames.nth(2).locator('select').selectOption('chart');
  await check();
  await picker.open();
  await check();
  await picker.options.last().click();
  await page.locator('#lametric-notify-more summary').click();
  await page.check('[name="lametric-notify-level"][value="alarm"]');
  await check();
  await showNow.click();
  await said.locator('.fa-check-circle').waitFor();
  await check();
}
