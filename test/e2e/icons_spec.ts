import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { encodeGif, encodePng } from '../../simulator/cloud/picture-files';
import type { Rgb } from '../../src/lametric/display/screen';
import type { EditorPage } from './editor-page';
import { violations } from './form-checks';
import { deploy, goThrough, panelOf, tilesOf } from './icon-panel';
import { notifyNode, notifyProperties } from './notify-form';
import { type World, startWorld } from './world';

const BLUE: Rgb = [0, 0, 255];
const ALL_BLUE = Array.from({ length: 64 }, () => BLUE);

describe('Icons by sight', () => {
  let world: World;
  let editor: EditorPage;

  before(async () => {
    world = await startWorld({ icons: 74_000 });
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const panel = () => panelOf(editor);
  const value = () => editor.page.getByRole('button', { name: /^Icon: / });
  const search = () => panel().getByRole('textbox', { name: 'Search by name' });
  const tiles = () => tilesOf(editor);
  const pixel = (row: number, column: number): Locator =>
    panel().getByRole('gridcell', { name: `Row ${row}, column ${column}:` });

  async function openForm(icon = ''): Promise<void> {
    await deploy(world, icon);
    editor = await world.open();
    await editor.openNode('notify');
  }

  async function chosen(): Promise<string> {
    await editor.done();
    const { frames } = await notifyProperties(editor);
    const [frame]: unknown[] = Array.isArray(frames) ? frames : [];
    return typeof frame === 'object' && frame !== null ? String(Reflect.get(frame, 'icon')) : '';
  }

  async function drag(events: readonly string[], name: string, type: string, content: Buffer): Promise<void> {
    const dataTransfer = await editor.page.evaluateHandle(
      ([fileName, mime, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
        const data = new DataTransfer();
        data.items.add(new File([bytes], fileName, { type: mime }));
        return data;
      },
      [name, type, content.toString('base64')] as const,
    );
    for (const event of events) await panel().dispatchEvent(event, { dataTransfer });
  }

  const drop = (name: string, type: string, content: Buffer) => drag(['drop'], name, type, content);

  it('are loaded when the panel is opened, and not before', async () => {
    await openForm();
    assert.deepEqual(
      world.simulator.requests.filter(({ path }) => /icon/.test(path)),
      [],
    );
    await value().click();
    await editor.page.waitForFunction(
      () => document.querySelector<HTMLImageElement>('.lametric-icon-grid img')?.naturalWidth === 8,
    );
    await panel().getByText('Icons: 74,000').waitFor();
  });

  it('are found by name', async () => {
    await openForm();
    await value().click();
    await search().fill('washing mach');
    await panel().getByRole('option', { name: 'Washing machine' }).first().waitFor();
    await tiles().first().locator('img').waitFor();
    await tiles().first().click();
    assert.match(await value().innerText(), /^[ia]\d+$/);
    assert.match(await chosen(), /^[ia]\d+$/);
  });

  it('begin with the chosen one, which is marked', async () => {
    await openForm('i97');
    await value().click();
    await panel().getByText('Icons: 74,000').waitFor();
    const selected = panel().getByRole('option', { selected: true });
    assert.equal(await selected.getAttribute('aria-label'), 'i97');
    assert.equal(await tiles().first().getAttribute('aria-selected'), 'true');
    // It does not come a second time on its page.
    await panel().getByRole('option', { name: ' · a96' }).scrollIntoViewIfNeeded();
    await panel().getByRole('option', { name: ' · i98' }).locator('img').waitFor();
    assert.equal(await panel().getByRole('option', { name: 'i97', exact: false }).count(), 1);
    await search().fill('heart');
    await selected.waitFor({ state: 'detached' });
    await panel().getByRole('option', { name: 'Heart · i2' }).waitFor();
  });

  it('come page by page as one scrolls', async () => {
    await openForm();
    await value().click();
    await tiles().first().waitFor();
    await panel().getByRole('option', { name: ' · a96' }).scrollIntoViewIfNeeded();
    await panel().getByRole('option', { name: ' · i97' }).locator('img').waitFor();
  });

  it('go on where one scrolls to the end while the gallery is still being loaded', async () => {
    await openForm();
    const all = Array.from({ length: 192 }, (_, index) => ({ code: `i${index + 1}`, title: '' }));
    let complete = false;
    await editor.page.route('**/lametric-account/icons?*', async (route) => {
      const page = Number(new URL(route.request().url()).searchParams.get('page'));
      const icons = all.slice(page * 96, (page + 1) * 96);
      await route.fulfill({ json: { icons, total: complete ? 192 : 96, page, complete } });
    });
    await value().click();
    await tiles().nth(95).scrollIntoViewIfNeeded();
    await panel().getByText('Icons so far: 96').waitFor();
    complete = true;
    await panel().getByText('Icons: 192').waitFor();
    await tiles().nth(191).waitFor();
    assert.equal(await tiles().count(), 192);
  });

  it('of the flows and of the form come first, each once', async () => {
    const textFrame = (icon: string) => ({
      type: 'text',
      icon,
      value: 'Hi',
      valueType: 'str',
      duration: null,
    });
    const own = `data:image/png;base64,${encodePng(ALL_BLUE).toString('base64')}`;
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      notifyNode({ id: 'older', frames: [textFrame('i9'), textFrame(own)], device: '' }),
      notifyNode({ id: 'notify', y: 160, frames: [textFrame('i9'), textFrame('')], device: '' }),
    ]);
    editor = await world.open();
    await editor.openNode('notify');
    await value().first().click();
    await search().fill('heart');
    await panel().getByRole('option', { name: 'Heart · i2' }).click();
    await value().last().click();
    await tiles().nth(90).waitFor();
    const names = await tiles().evaluateAll((all) => all.map((tile) => tile.getAttribute('aria-label')));
    assert.deepEqual(names.slice(0, 4), ['Heart · i2', names[1], 'own picture', 'Smile · i1']);
    assert.match(names[1] ?? '', /i9$/);
    assert.equal(names.filter((name) => name === names[1]).length, 1);
  });

  it('are whole to the last column, though the scrollbar takes room', async () => {
    await openForm();
    await value().click();
    await panel().getByText('Icons: 74,000').waitFor();
    const [grid, scrolled] = await panel()
      .getByRole('listbox')
      .evaluate(({ offsetWidth, clientWidth, scrollWidth }: HTMLElement) => [
        { takesRoom: offsetWidth > clientWidth + 10 },
        scrollWidth - clientWidth,
      ]);
    assert.deepEqual([grid, scrolled], [{ takesRoom: true }, 0]);
  });

  it('can be entered by code, listed or not', async () => {
    await openForm();
    await value().click();
    await search().fill('i987654');
    await panel().getByText('The gallery has no icon of this code.').waitFor();
    await panel().getByRole('option', { name: 'i987654' }).click();
    assert.equal(await chosen(), 'i987654');
  });

  it('are chosen by keys alone', async () => {
    await openForm();
    await value().focus();
    const { keyboard } = editor.page;
    await keyboard.press('Enter');
    await tiles().first().waitFor();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) await keyboard.press(key);
    await panel().getByRole('status').getByText('a9').waitFor();
    await keyboard.press('Enter');
    await panel().waitFor({ state: 'detached' });
    assert.equal(await value().evaluate((button) => button === document.activeElement), true);
  });

  it('are painted by keys', async () => {
    await openForm();
    await value().click();
    await panel().getByRole('button', { name: 'Paint' }).click();
    const { keyboard } = editor.page;
    await pixel(1, 1).and(editor.page.locator(':focus')).waitFor();
    for (const key of ['Space', 'ArrowRight', 'ArrowDown', 'Space', 'Space']) await keyboard.press(key);
    await panel().getByRole('gridcell', { name: 'Row 2, column 2: red' }).waitFor();
    await keyboard.press('Control+z');
    await panel().getByRole('button', { name: 'Use this' }).click();
    assert.match(await chosen(), /^data:image\/png;base64,/);
  });

  it('are painted by dragging, in the chosen colour', async () => {
    await openForm();
    await value().click();
    await panel().getByRole('button', { name: 'Paint' }).click();
    await panel().getByRole('radio', { name: 'blue' }).click();
    await pixel(1, 1).hover();
    await editor.page.mouse.down();
    await pixel(1, 3).hover();
    await pixel(2, 3).hover();
    await editor.page.mouse.up();
    await pixel(8, 8).hover();
    assert.equal(await panel().getByRole('gridcell', { name: 'Row 2, column 3: blue' }).count(), 1);
    assert.equal(await panel().getByRole('gridcell', { name: 'Row 8, column 8: dark' }).count(), 1);
    await panel().getByRole('button', { name: 'Undo' }).click();
    assert.equal(
      await panel()
        .getByRole('gridcell', { name: /: dark$/ })
        .count(),
      64,
    );
  });

  it('begin, when painted, with the chosen one', async () => {
    await openForm('i2');
    await value().locator('img').waitFor();
    await value().click();
    await panel().getByRole('button', { name: 'Paint' }).click();
    await panel().getByRole('gridcell', { name: 'Row 2, column 2: red' }).waitFor();
  });

  it('show, while a file is dragged over them, that it will be taken', async () => {
    await openForm();
    await value().click();
    const target = editor.page.locator('.lametric-icon-target');
    await drag(['dragover'], 'blue.png', 'image/png', encodePng(ALL_BLUE));
    await target.waitFor();
    await drag(['dragleave'], 'blue.png', 'image/png', encodePng(ALL_BLUE));
    await target.waitFor({ state: 'detached' });
  });

  it('can be dropped as a PNG, and changed', async () => {
    await openForm();
    await value().click();
    await drop('blue.png', 'image/png', encodePng(ALL_BLUE));
    await panel().getByRole('gridcell', { name: 'Row 4, column 4: #0000ff' }).waitFor();
    await panel().getByRole('button', { name: 'Use this' }).click();
    await value().getByText('own picture').waitFor();
    assert.match(await chosen(), /^data:image\/png;base64,/);
  });

  it('can be dropped as a GIF of 8x8 pixels, and of no other size', async () => {
    await openForm();
    await value().click();
    const gif = encodeGif([{ pixels: ALL_BLUE, delay: 100 }]);
    const wide = Buffer.from(gif);
    wide[6] = 16;
    await drop('wide.gif', 'image/gif', wide);
    await panel().getByText('This GIF does not have 8x8 pixels').waitFor();
    await drop('notes.txt', 'text/plain', Buffer.from('no picture'));
    await panel().getByText('no picture that can be used').waitFor();
    await drop('blue.gif', 'image/gif', gif);
    await panel().waitFor({ state: 'detached' });
    assert.equal(await chosen(), `data:image/gif;base64,${gif.toString('base64')}`);
  });

  it('say when none has such a name', async () => {
    await openForm();
    await value().click();
    await search().fill('nothing has such a name');
    const words = await panel().getByText('No icon has this name.').boundingBox();
    const field = await search().boundingBox();
    assert.ok(words && field && words.y - (field.y + field.height) < 30, 'below the search');
  });

  it('are accessible', async () => {
    await deploy(world);
    editor = await world.open();
    const check = async () => assert.deepEqual(await violations(editor, '.lametric-icon-picker'), []);
    await goThrough(editor, check);
  });
});
