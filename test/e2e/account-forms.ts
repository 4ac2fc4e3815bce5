/** The forms of an account and of the nodes that use it, taken through all they can show. */
import type { EditorPage } from './editor-page';
import { type World, editableFlow } from './world';

export function deploy({ nodeRed, simulator }: World): Promise<void> {
  return nodeRed.deploy(editableFlow(simulator, { devices: { apiKeys: true } }));
}

/** Takes the forms through all they can show, and checks each. The account is not connected yet. */
export async function goThrough(
  editor: EditorPage,
  { callback }: World,
  check: () => Promise<void>,
): Promise<void> {
  const { page, account, picker } = editor;
  await editor.openNode('list');
  await check();
  await editor.chooseType('#node-input-device', 'jsonata');
  await check();

  await editor.editAccount();
  await account.redirect.fill('http://elsewhere/lametric-account/callback');
  await page.getByText('Advanced', { exact: true }).click();
  await check();
  await account.redirect.fill(callback);
  const popup = await account.connect();
  await check();
  await popup.click('button[value=deny]');
  await account.progress.getByText('You did not allow').waitFor();
  await check();
  await account.connectAndApprove();
  await check();
  await account.disconnectButton.click();
  await check();
  await editor.closeAccount();
  await editor.done();

  await editor.openNode('rename');
  await picker.open();
  await picker.options.getByText('Kitchen').waitFor();
  await page.keyboard.press('ArrowDown');
  await check();
  await picker.search.fill('4711');
  await check();
}

/** The same in any language, with an account that is connected. */
export async function goThroughTranslated(editor: EditorPage, check: () => Promise<void>): Promise<void> {
  const { page, account, picker } = editor;
  await editor.openNode('list');
  await check();
  await editor.editAccount();
  await account.state.getByText('Demo User').waitFor();
  await check();
  await page.locator('#lametric-account-guide summary').click();
  await account.redirect.fill('http://elsewhere/lametric-account/callback');
  await page.locator('#lametric-account-advanced summary').click();
  await account.disconnectButton.click();
  await check();
  await page.click('#node-config-dialog-cancel');
  await editor.done();
  await editor.openNode('rename');
  await picker.open();
  await check();
}
