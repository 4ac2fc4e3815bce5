/** The form of an app node, taken through all it can show. */
import { pickerOf } from './clock-nodes';
import type { EditorPage } from './editor-page';

export const CLOCK = 'com.lametric.clock';

/** As the editor deploys it. */
export const NODE = {
  action: 'next',
  app: '',
  appType: 'str',
  seconds: 20,
  actionId: '',
  parameters: [],
  activate: true,
};
export const ALARM = {
  ...NODE,
  action: 'do',
  app: CLOCK,
  actionId: 'clock.alarm',
  parameters: [{ name: 'time', value: '07:30', valueType: 'str' }],
};

export const rowsOf = ({ page }: EditorPage) => page.locator('#lametric-app-parameters .form-row');
export const parameterOf = (editor: EditorPage, name: string) =>
  rowsOf(editor).filter({ has: editor.page.locator(`label:text-is("${name}")`) });

export async function choose({ page, picker }: EditorPage, name: string, option: string): Promise<void> {
  await pickerOf(page, name).click();
  await picker.options.getByText(option, { exact: true }).first().click();
}

/** Takes the form through all it can show, and checks each. */
export async function goThrough(editor: EditorPage, check: () => Promise<void>): Promise<void> {
  const { page, picker } = editor;
  await check();
  await page.selectOption('#node-input-action', 'show');
  await pickerOf(page, 'app').click();
  await picker.options.getByText('Weather', { exact: true }).waitFor();
  await page.keyboard.press('ArrowDown');
  await check();
  await page.keyboard.press('Escape');
  await page.selectOption('#node-input-action', 'do');
  await choose(editor, 'app', 'Timer');
  await choose(editor, 'actionId', 'countdown.configure');
  await parameterOf(editor, 'duration').locator('.red-ui-typedInput-input').fill('ten');
  await page.keyboard.press('Tab');
  await rowsOf(editor).locator('.lametric-app-problem:not(:empty)').waitFor();
  await check();
  await choose(editor, 'app', 'Clock');
  await choose(editor, 'actionId', 'clock.clockface');
  await parameterOf(editor, 'type').waitFor();
  await check();
  await editor.chooseType('#node-input-app', 'msg');
  await pickerOf(page, 'actionId').click();
  await picker.options.getByText('radio.play', { exact: true }).waitFor();
  await check();
  await page.keyboard.press('Escape');
}
