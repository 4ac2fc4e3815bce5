/** The forms of the nodes for clocks, as a test opens them. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { deviceNode } from '../../harness/clock';
import type { Clock } from '../../simulator/clock/clock';
import type { World } from './world';

/** A clock that is known by its address and key. */
export function clockNode(clock: Clock) {
  const { id, name, address, apiKey } = clock;
  const typed = { id: `clock-${id}`, name, account: '', device: '', address };
  return deviceNode(undefined, { ...typed, credentials: { apiKey } });
}

export const kitchenOf = ({ simulator }: World): Clock =>
  simulator.clocks[1] ?? assert.fail('There is no such clock');

/** Deploys a node that uses the kitchen's clock. */
export async function deployNode(world: World, type: string, properties: object): Promise<void> {
  const kitchen = kitchenOf(world);
  const node = { id: 'node', type, z: 'flow', x: 300, y: 80, wires: [], name: '' };
  await world.nodeRed.deploy([
    { id: 'flow', type: 'tab', label: 'Flow' },
    clockNode(kitchen),
    { ...node, device: `clock-${kitchen.id}`, ...properties },
  ]);
}

/** The picker in one row of a form. */
export const pickerOf = (page: Page, name: string): Locator =>
  page.locator(`#node-input-${name} + .red-ui-typedInput-container .lametric-picker-value`);

/** Some properties of a node as they are saved. */
export function savedOf(page: Page, id: string, names: string[]): Promise<Record<string, unknown>> {
  return page.evaluate(
    ([node, wanted]) => {
      const all = window.RED.nodes.node(node) ?? {};
      return Object.fromEntries(wanted.map((name) => [name, all[name]]));
    },
    [id, names] as const,
  );
}
