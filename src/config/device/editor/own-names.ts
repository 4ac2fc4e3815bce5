import { isString } from '../../../lametric/guards';

/** By the ids of their nodes, the clocks' own names as Node-RED last heard them. */
const names = new Map<string, string>();

/** A clock's own name as it is now; empty where that is not known. */
export function ownName(id: string): string {
  return names.get(id) ?? '';
}

/** Keeps the names as they are now, and the labels that show them. */
export function listenForNames(): void {
  RED.comms.subscribe('lametric-device/+/name', (topic, name: unknown) => {
    const [, id = ''] = topic.split('/');
    if (isString(name)) noteName(id, name);
  });
}

/** Notes a clock's own name, and shows it. */
export function noteName(id: string, name: string): void {
  if (name === ownName(id)) return;
  names.set(id, name);
  const clock = RED.nodes.node(id);
  // Before the flows are loaded, there is no label yet.
  if (clock !== undefined) RED.events.emit('nodes:change', clock);
}
