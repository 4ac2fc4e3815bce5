import assert from 'node:assert/strict';
import { deployNode, kitchenOf, pickerOf, savedOf } from './clock-nodes';
import type { EditorPage } from './editor-page';
import { violations } from './form-checks';
import { tabTo } from './keyboard';
import { type World, startWorld } from './world';
import { CLOCK, NODE, ALARM, rowsOf, parameterOf, choose, goThrough } from './app-form';

describe('The form of an app node', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const open = async (properties: object = NODE) => {
    await deployNode(world, 'lametric app', properties);
    const editor = await world.open();
    await editor.openNode('node');
    return editor;
  };
  const saved = ({ page }: EditorPage) =>
    savedOf(page, 'node', ['action', 'app', 'actionId', 'parameters', 'activate', 'seconds', 'valid']);

  it('offers the apps of the clock by their titles, and what each can do, with its parameters', async () => {
    const editor = await open();
    const { page, picker } = editor;
    assert.equal(await pickerOf(page, 'app').isVisible(), false);
    await page.selectOption('#node-input-action', 'do');
    await pickerOf(page, 'app').click();
    await picker.options.getByText('Radio', { exact: true }).waitFor();
    assert.deepEqual((await picker.options.allInnerTexts()).slice(0, 3), [
      'Clock\ncom.lametric.clock',
      'Weather\ncom.lametric.weather',
      'Radio\ncom.lametric.radio',
    ]);
    await picker.options.getByText('Timer', { exact: true }).click();
    await choose(editor, 'actionId', 'countdown.configure');
    assert.deepEqual(await rowsOf(editor).locator('label').allInnerTexts(), ['duration', 'start_now']);
    await parameterOf(editor, 'duration').locator('.red-ui-typedInput-input').fill('1500');
    await parameterOf(editor, 'start_now').locator('.red-ui-typedInput-option-trigger').click();
    await page.locator('.red-ui-typedInput-options:visible a[value="true"]').click();
    await page.uncheck('#node-input-activate');
    await editor.done();
    assert.deepEqual(await saved(editor), {
      action: 'do',
      app: `com.lametric.countdown/${kitchenOf(world).apps.widgetOf('com.lametric.countdown')}`,
      actionId: 'countdown.configure',
      parameters: [
        { name: 'duration', value: '1500', valueType: 'num' },
        { name: 'start_now', value: 'true', valueType: 'bool' },
      ],
      activate: false,
      seconds: 20,
      valid: true,
    });
  });

  it('offers the words of a parameter, and leaves out what is not set', async () => {
    const editor = await open({ ...ALARM, actionId: 'clock.clockface', parameters: [] });
    const type = parameterOf(editor, 'type').locator('.red-ui-typedInput-option-trigger');
    await type.click();
    const options = editor.page.locator('.red-ui-typedInput-options:visible a');
    assert.deepEqual(await options.allInnerTexts(), [
      '(not sent)',
      'weather',
      'page_a_day',
      'custom',
      'none',
    ]);
    await options.getByText('page_a_day').click();
    await editor.done();
    const { parameters } = await saved(editor);
    assert.deepEqual(parameters, [{ name: 'type', value: 'page_a_day', valueType: 'str' }]);
  });

  it('says in words what is wrong, and marks the node', async () => {
    const editor = await open({
      ...NODE,
      action: 'do',
      app: 'com.lametric.countdown',
      actionId: 'countdown.configure',
    });
    const duration = parameterOf(editor, 'duration');
    await duration.locator('.red-ui-typedInput-input').fill('ten');
    await editor.page.keyboard.press('Tab');
    await duration.getByText('duration: must be a whole number.').waitFor();
    await editor.done();
    assert.equal((await saved(editor))['valid'], false);
    await editor.openNode('node');
    await duration.locator('.red-ui-typedInput-input').fill('10');
    // Without leaving the field.
    await editor.page.keyboard.press('Control+Enter');
    await duration.waitFor({ state: 'detached' });
    assert.equal((await saved(editor))['valid'], true);
  });

  it('judges what is undone as it was', async () => {
    const action = { action: 'do', app: 'com.lametric.countdown', actionId: 'countdown.configure' };
    const parameters = [{ name: 'duration', value: '10', valueType: 'num' }];
    const editor = await open({ ...NODE, ...action, parameters });
    const duration = parameterOf(editor, 'duration').locator('.red-ui-typedInput-input');
    const isValid = async () => (await saved(editor))['valid'];
    await parameterOf(editor, 'start_now').waitFor();
    await duration.fill('ten');
    await editor.done();
    await editor.openNode('node');
    await parameterOf(editor, 'start_now').waitFor();
    await duration.fill('20');
    await editor.done();
    const seen = [await isValid()];
    for (const step of ['undo', 'undo', 'redo', 'redo']) {
      await editor.page.evaluate((name) => window.RED.actions.invoke(`core:${name}`), step);
      seen.push(await isValid());
    }
    assert.deepEqual(seen, [true, false, true, false, true]);
  });

  it('stays in the field where one types, though the clock answers only now', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const parameters = [{ name: 'duration', value: '12', valueType: 'num' }];
    const action = { action: 'do', app: 'com.lametric.countdown', actionId: 'countdown.configure' };
    await deployNode(world, 'lametric app', { ...NODE, ...action, parameters });
    const editor = await world.open();
    const { page } = editor;
    await page.route('**/apps', async (route) => {
      await answered;
      await route.continue();
    });
    await editor.openNode('node');
    const field = parameterOf(editor, 'duration').locator('.red-ui-typedInput-input');
    await field.press('End');
    await field.press('ArrowLeft');
    answer();
    await parameterOf(editor, 'start_now').waitFor();
    await page.keyboard.type('0');
    await editor.done();
    assert.deepEqual((await saved(editor))['parameters'], [{ ...parameters[0], value: '102' }]);
  });

  it('shows the words of a clock as they are, and makes no HTML of them', async () => {
    const html = '<img src="/picture" onerror="document.title = 1">';
    const parameter = { name: html, data_type: html, format: `${html}|b` };
    const app = { package: html, title: html, vendor: html, version: html, widgets: { [html]: {} } };
    kitchenOf(world).fail(
      '/api/v2/device/apps',
      { body: JSON.stringify({ [html]: { ...app, actions: { [html]: { [html]: parameter } } } }) },
      Infinity,
    );
    try {
      const editor = await open({ ...NODE, action: 'do', app: 'app', appType: 'msg' });
      await choose(editor, 'actionId', html);
      await rowsOf(editor).locator('label').getByText(html, { exact: true }).waitFor();
      assert.equal(await editor.page.locator('img[src="/picture"]').count(), 0);
    } finally {
      kitchenOf(world).clearFaults();
    }
  });

  it('takes a parameter from the message', async () => {
    const editor = await open(ALARM);
    await parameterOf(editor, 'enabled').waitFor();
    await editor.chooseType('#lametric-app-parameter-enabled', 'msg');
    await parameterOf(editor, 'enabled').locator('.red-ui-typedInput-input').fill('payload');
    await editor.done();
    const { parameters } = await saved(editor);
    assert.deepEqual(parameters, [
      { name: 'enabled', value: 'payload', valueType: 'msg' },
      { name: 'time', value: '07:30', valueType: 'str' },
    ]);
  });

  it('keeps what is saved while the clock is away, and says why there is no list', async () => {
    const kitchen = kitchenOf(world);
    await kitchen.unplug();
    try {
      const parameters = [
        { name: 'duration', value: '60', valueType: 'num' },
        { name: 'start_now', value: 'true', valueType: 'bool' },
        { name: 'time', value: '07:30', valueType: 'str' },
        { name: 'icon', value: 'icon', valueType: 'msg' },
      ];
      const editor = await open({ ...ALARM, parameters });
      const { page, picker } = editor;
      await pickerOf(page, 'actionId').click();
      // By what the form has asked before, the clock may be left alone for a while by now.
      await picker.note.getByText(/It cannot be reached|It has not answered for a while/).waitFor();
      await page.keyboard.press('Escape');
      await parameterOf(editor, 'time').waitFor();
      await editor.done();
      const { app, actionId, parameters: kept } = await saved(editor);
      assert.deepEqual({ app, actionId, kept }, { app: CLOCK, actionId: ALARM.actionId, kept: parameters });
    } finally {
      await kitchen.plugIn();
    }
  });

  it('takes an app and an action that are typed in', async () => {
    const editor = await open({ ...NODE, action: 'do' });
    const { page, picker } = editor;
    await pickerOf(page, 'app').click();
    await picker.search.fill('com.example.mine');
    await picker.options.getByText('Use com.example.mine').click();
    await pickerOf(page, 'actionId').click();
    await picker.note.getByText('This app cannot be told to do anything.').waitFor();
    await picker.search.fill('mine.go');
    await picker.options.getByText('Use mine.go').click();
    await editor.done();
    const { app, actionId, valid } = await saved(editor);
    assert.deepEqual({ app, actionId, valid }, { app: 'com.example.mine', actionId: 'mine.go', valid: true });
  });

  it('needs no mouse', async () => {
    const editor = await open();
    const { page, picker } = editor;
    await tabTo(page, '#node-input-action');
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
    await tabTo(page, '#node-input-app + .red-ui-typedInput-container .lametric-picker-value');
    await page.keyboard.press('Enter');
    await picker.options.getByText('Weather', { exact: true }).waitFor();
    await page.keyboard.type('wea');
    await page.keyboard.press('Enter');
    await tabTo(page, '#node-input-seconds');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('21');
    await page.keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    const { action, app, seconds } = await saved(editor);
    const weather = `com.lametric.weather/${kitchenOf(world).apps.widgetOf('com.lametric.weather')}`;
    assert.deepEqual(
      { action, app, seconds: Number(seconds) },
      { action: 'show', app: weather, seconds: 21 },
    );
  });

  it('is accessible', async () => {
    const editor = await open();
    await goThrough(editor, async () => assert.deepEqual(await violations(editor), []));
  });
});
