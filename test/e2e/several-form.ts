/** The choice of clocks in a flow node's form, as its user handles it. */
import type { Locator } from 'playwright-core';
import { clockNode } from './clock-nodes';
import type { EditorPage } from './editor-page';
import { notifyNode } from './notify-form';
import type { World } from './world';

export class ClocksChoice {
  constructor(readonly editor: EditorPage) {}

  get one(): Locator {
    return this.editor.page.locator('.lametric-clocks-button').last();
  }
  get several(): Locator {
    return this.editor.page.locator('.lametric-clocks-button').first();
  }
  get said(): Locator {
    return this.editor.page.locator('#lametric-clocks-said');
  }
  get type(): Locator {
    return this.editor.page.locator('.lametric-clocks .red-ui-typedInput-type-select');
  }

  /** @param type of TypedInput, or `all` */
  async choose(type: string, value?: string): Promise<void> {
    await this.editor.chooseType('#node-input-clocks', type);
    if (value === undefined) return;
    const input = this.editor.page.locator('.lametric-clocks .red-ui-typedInput-input');
    await input.fill(value);
    await input.press('Tab');
  }

  /** Waits until it says so. */
  async says(text: string): Promise<void> {
    await this.said.getByText(text).waitFor();
  }
}

/** Deploys all clocks of the simulator, and a notification. */
export async function deploy({ nodeRed, simulator }: World, properties: object = {}): Promise<void> {
  await nodeRed.deploy([
    { id: 'flow', type: 'tab', label: 'Flow' },
    ...simulator.clocks.map(clockNode),
    notifyNode({ device: `clock-${simulator.clocks[1]?.id}`, ...properties }),
  ]);
}

/** Goes from one clock to several, of each kind, and back. */
export async function goThrough(editor: EditorPage, check: () => Promise<void>): Promise<void> {
  const choice = new ClocksChoice(editor);
  await editor.openNode('notify');
  await choice.several.click();
  await check();
  await choice.choose('json', '["Kitchen", "Attic"]');
  await check();
  await choice.choose('msg', 'room');
  await check();
  await choice.one.click();
  await check();
}
