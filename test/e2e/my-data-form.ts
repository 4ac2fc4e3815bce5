/** The form of a my data node, as its user handles it, and taken through all it can show. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Locator } from 'playwright-core';
import { clockNode, kitchenOf, pickerOf } from './clock-nodes';
import type { EditorPage } from './editor-page';
import type { World } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

/** As the editor deploys it. */
export const NODE = {
  widget: '',
  key: 'topic',
  keyType: 'msg',
  frames: [
    { type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null, unit: '', decimals: '' },
  ],
  position: 0,
  lifetime: '',
};

export class MyDataForm {
  constructor(readonly editor: EditorPage) {}

  get preview(): Locator {
    return this.editor.page.locator('#lametric-my-data-preview');
  }
  /** The keys of the whole app. */
  get keys(): Locator {
    return this.editor.page.locator('#lametric-my-data-keys > li');
  }
  get testButton(): Locator {
    return this.editor.page.locator('#lametric-my-data-test');
  }
  get said(): Locator {
    return this.editor.page.locator('#lametric-my-data-said');
  }
  /** Yes and No. */
  get answers(): Locator {
    return this.editor.page.locator('#lametric-my-data-answers button');
  }
  /** The steps in LaMetric's phone app. */
  get setup(): Locator {
    return this.editor.page.locator('#lametric-my-data-setup');
  }
  get widget(): Locator {
    return pickerOf(this.editor.page, 'widget');
  }

  /** Waits until this is what the preview shows, in words for screen readers. */
  async contains(text: string): Promise<void> {
    await this.preview.getByRole('img', { name: `The clock shows: ${text}`, exact: true }).waitFor();
  }

  /** Waits until there are so many keys. @returns each with what it shows */
  async listed(count: number): Promise<string[]> {
    await this.keys.nth(count - 1).waitFor();
    assert.equal(await this.keys.count(), count);
    return (await this.keys.allInnerTexts()).map((line) =>
      line
        .trim()
        .split(/\s*\n\s*/)
        .join(' | '),
    );
  }
}

/** Deploys a node, and two others whose values the clock shows already. */
export async function deploy(world: World, properties: object = NODE): Promise<void> {
  const { nodeRed } = world;
  const kitchen = kitchenOf(world);
  kitchen.apps.myData.reinstall();
  const clock = clockNode(kitchen);
  const node = { type: 'lametric my data', z: 'flow', x: 500, wires: [], name: '', device: clock.id };
  await nodeRed.deploy([
    TAB,
    clock,
    { ...node, id: 'node', y: 60, ...properties },
    { ...node, ...NODE, id: 'others', y: 120 },
    ...['outside', 'inside'].map((topic, index) => ({
      id: topic,
      type: 'inject',
      z: 'flow',
      x: 200,
      y: 120 + 60 * index,
      wires: [['others']],
      props: [
        { p: 'topic', v: topic, vt: 'str' },
        { p: 'payload', v: `${21 + index} °C`, vt: 'str' },
      ],
    })),
  ]);
  for (const topic of ['outside', 'inside']) await nodeRed.inject(topic);
  while (kitchen.apps.myData.frames().length < 2) await once(kitchen, 'changed');
}

/** Takes the form through all it can show, and checks each. */
export async function goThrough(world: World, form: MyDataForm, check: () => Promise<void>): Promise<void> {
  const { page, picker } = form.editor;
  const { myData } = kitchenOf(world).apps;
  await form.listed(3);
  await check();
  await form.testButton.click();
  await form.answers.first().waitFor();
  await check();
  await form.answers.last().click();
  await form.setup.waitFor();
  await check();
  await form.editor.chooseType('#node-input-key', 'str');
  await page.locator('#node-input-position').fill('-1');
  await page.locator('#lametric-my-data-lifetime').fill('0');
  await page.locator('#lametric-my-data-complaints p').waitFor();
  await check();
  myData.types = ['push', 'push'];
  await page.locator('#node-input-device').dispatchEvent('change');
  await form.widget.waitFor();
  await check();
  await form.widget.click();
  await picker.options.nth(1).click();
  await check();
  myData.types = ['push'];
}
