/** The forms of the nodes for settings, taken through all they can show. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import type { EditorPage } from './editor-page';
import type { World } from './world';

export const FULL = [
  { setting: 'brightness', value: '35', valueType: 'num' },
  { setting: 'brightnessMode', value: 'manual', valueType: 'str' },
  { setting: 'display', value: 'true', valueType: 'bool' },
  { setting: 'screensaver', value: '{"from":"22:30","to":"06:45"}', valueType: 'json' },
  { setting: 'volume', value: 'level', valueType: 'msg' },
  { setting: 'bluetoothName', value: 'My clock', valueType: 'str' },
];

export const ADD = '.red-ui-editableList-addButton';

/** The rows of the form's list. */
export const rowsOf = ({ page }: EditorPage): Locator => page.locator('.lametric-setting');
export const missingOf = ({ page }: EditorPage): Locator => page.locator('#lametric-control-missing');

/** A clock that has everything, and one that lacks the half of it; nodes for both. */
export async function deploy({ nodeRed, simulator }: World): Promise<void> {
  const [, kitchen, sky] = simulator.clocks;
  assert.ok(kitchen && sky);
  const node = { z: 'flow', name: '', wires: [[]], x: 200 };
  const control = { ...node, type: 'lametric control' };
  await nodeRed.deploy([
    { id: 'flow', type: 'tab', label: 'Flow' },
    accountNode(simulator),
    deviceNode(kitchen.id, { id: 'kitchen', clockName: kitchen.name }),
    deviceNode(sky.id, { id: 'sky', clockName: sky.name }),
    { ...control, id: 'empty', y: 60, device: 'kitchen', settings: [] },
    { ...control, id: 'full', y: 120, device: 'kitchen', settings: FULL },
    { ...control, id: 'lacking', y: 180, device: 'sky', settings: FULL },
    { ...node, id: 'state', type: 'lametric state', y: 240, device: 'kitchen', what: 'device' },
  ]);
  await connect(nodeRed, simulator);
}

/** Takes both forms through all they can show, and checks each. */
export async function goThrough(editor: EditorPage, check: () => Promise<void>): Promise<void> {
  const cancel = async () => {
    await editor.page.click('#node-dialog-cancel');
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
  };
  await editor.openNode('empty');
  await check();
  await cancel();
  await editor.openNode('full');
  await check();
  await editor.page.click(ADD);
  await check();
  await cancel();
  await editor.openNode('lacking');
  await missingOf(editor).waitFor();
  await check();
  await cancel();
  await editor.openNode('state');
  await check();
}

export function savedSettings({ page }: EditorPage, id: string): Promise<unknown> {
  return page.evaluate((node) => window.RED.nodes.node(node)?.['settings'], id);
}
