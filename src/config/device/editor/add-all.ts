import { DEFAULTS } from '../properties';
import type { AccountDevice } from '../../../editor/picker/devices';

const TYPE = 'lametric-device';

/** The clocks that no node stands for yet. */
export function findMissingClocks(
  clocks: readonly AccountDevice[],
  taken: ReadonlySet<string>,
): AccountDevice[] {
  return clocks.filter(({ id }) => !taken.has(id));
}

/** The clocks that other nodes of the account stand for. */
export function findTaken(account: string, ownNode: string): Set<string> {
  const taken = new Set<string>();
  RED.nodes.eachConfig((node) => {
    if (node.type !== TYPE || node.id === ownNode || Reflect.get(node, 'account') !== account) return;
    taken.add(String(Reflect.get(node, 'device')));
  });
  return taken;
}

/** Adds a node for each of the clocks, in one step that can be undone. */
export function addClocks(clocks: readonly AccountDevice[], account: string): void {
  const definition = RED.nodes.getType(TYPE);
  const nodes = clocks.map(({ id: device, name: clockName }) => ({
    id: RED.nodes.id(),
    type: TYPE,
    _def: definition,
    ...DEFAULTS,
    clockName,
    device,
    users: [],
    changed: true,
    valid: true,
  }));
  RED.history.push({ t: 'add', nodes: nodes.map(({ id }) => id), dirty: RED.nodes.dirty() });
  for (const node of nodes) {
    const added = RED.nodes.add(node);
    // Node-RED would tell of each new user of the account, and index the account anew: once is enough.
    Object.assign(added, { account });
    RED.nodes.updateConfigNodeUsers(added, { action: 'add', emitEvent: false });
  }
  RED.events.emit('nodes:change', RED.nodes.node(account));
  RED.nodes.dirty(true);
}
