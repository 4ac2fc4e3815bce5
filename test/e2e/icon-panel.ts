/** The panel of icons, as the form of a notify node opens it. */
import type { Locator } from 'playwright-core';
import { accountNode } from '../../harness/account';
import type { EditorPage } from './editor-page';
import { notifyNode } from './notify-form';
import type { World } from './world';

export const panelOf = ({ page }: EditorPage): Locator => page.locator('.lametric-icon-picker');
const valueOf = ({ page }: EditorPage): Locator => page.locator('.lametric-icon-value');
export const tilesOf = (editor: EditorPage): Locator => panelOf(editor).getByRole('option');

/** A notify node whose only frame has this icon. */
export function deploy({ nodeRed, simulator }: World, icon = 'i2'): Promise<void> {
  const frames = [{ type: 'text', icon, value: 'Hi', valueType: 'str', duration: null }];
  const tab = { id: 'flow', type: 'tab', label: 'Flow' };
  return nodeRed.deploy([tab, accountNode(simulator), notifyNode({ frames, device: '' })]);
}

/** Shows the icons, and then the painter, and checks each. */
export async function goThrough(editor: EditorPage, check: () => Promise<void>): Promise<void> {
  await editor.openNode('notify');
  await valueOf(editor).click();
  await tilesOf(editor).nth(8).locator('img').waitFor();
  await check();
  await panelOf(editor).locator('.lametric-icon-foot:visible button').first().click();
  await panelOf(editor).getByRole('gridcell').first().waitFor();
  await check();
}
