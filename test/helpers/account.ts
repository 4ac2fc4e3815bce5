import { ACCOUNT, LIST, RENAME } from '../../harness/account';
import type { Simulator } from '../../simulator/simulator';
import { ACCOUNTS_SETTING, TokenStore } from '../../src/config/account/session/token-store';
import { SettingsMap } from '../../src/storage/settings-map';
import { isObject } from '../../src/lametric/guards';

/** The flow, but a press of a button sends `count` messages at once; their payloads are the texts 0, 1 and so on. */
export function withBursts(flow: { id: string; type: string }[], count: number) {
  const burst = (id: string, target: string) => ({
    id,
    type: 'function',
    z: 'flow',
    x: 0,
    y: 0,
    func: `return [Array.from({ length: ${count} }, (_, index) => ({ payload: String(index) }))];`,
    outputs: 1,
    libs: [],
    wires: [[target]],
  });
  const wires: Record<string, object> = {
    'list-in': { wires: [['list-burst']] },
    'rename-in': { wires: [['rename-burst']] },
  };
  const nodes = flow.map((each) => ({ ...each, ...wires[each.id] }));
  return [...nodes, burst('list-burst', LIST), burst('rename-burst', RENAME)];
}

/** The authorization in what Node-RED keeps as its runtime settings, `.config.runtime.json`; see `TokenStore.read`. */
export function savedAuthorization(settings: unknown, { url, client }: Pick<Simulator, 'url' | 'client'>) {
  const read = (name: string) => (isObject(settings) ? settings[name] : undefined);
  const source = { available: () => true, get: read, set: () => Promise.resolve() };
  const store = new TokenStore(new SettingsMap(source, ACCOUNTS_SETTING, () => undefined));
  return store.read(ACCOUNT, { cloudUrl: url, id: client.id, secret: client.secret });
}
