import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { NodeAPI } from 'node-red';
import { type FoundClock, findClocks } from '../../lametric/clock/discovery';
import { parseAddress } from '../../lametric/clock/address';
import { modelBy } from '../../lametric/clock/ssdp';
import { getDevices } from '../../lametric/cloud/cloud';
import type { CloudDevice } from '../../lametric/cloud/types';
import { withDeadline } from '../../lametric/connection/deadline';
import { isString } from '../../lametric/guards';
import { RefusedRequest } from '../../runtime/admin';
import { accountInForm, knownAccounts } from '../account/connection';
import type { Clock } from './clock';
import type { ClockRegistry } from './registry';
import type { ListedClock, SearchResult } from './search-result';

const SEARCH_SETTING = 'lametricDeviceSearch';
/** The milliseconds that an account may take to list its clocks. */
const ACCOUNT_TIMEOUT = 4000;

/** A clock in an account. */
interface CloudClock {
  account: string;
  device: CloudDevice;
}

/** A clock that a node stands for. */
interface NodeClock {
  id: string;
  /** The id of that clock in its account; empty without one. */
  device: string;
  host: string | undefined;
}

/** Searches the network for clocks, once at a time: whoever asks meanwhile gets the same result. */
export class ClockSearch {
  readonly #RED: NodeAPI;
  readonly #registry: ClockRegistry;
  #underWay: Promise<SearchResult> | undefined;

  constructor(RED: NodeAPI, registry: ClockRegistry) {
    this.#RED = RED;
    this.#registry = registry;
  }

  /**
   * @param range the addresses to look at, besides asking the networks
   * @throws {RefusedRequest} 409 where settings.js has no list of IPv4 addresses to search from
   */
  run(range: readonly string[]): Promise<SearchResult> {
    this.#underWay ??= this.#search(range).finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #search(range: readonly string[]): Promise<SearchResult> {
    const own = ownAddresses(this.#RED);
    if (own === undefined) {
      throw new RefusedRequest(409, 'NOT_CONFIGURED', this.#RED._('device.request.search'));
    }
    const [{ clocks, complete }, known] = await Promise.all([findClocks(own, range), this.#askAccounts()]);
    const nodes = this.#nodes();
    const listed = clocks.map((clock) => listClock(clock, known, nodes));
    const nameOf = ({ name, address }: ListedClock) => name ?? address;
    return { clocks: listed.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other))), complete };
  }

  /** An account that does not answer only leaves its clocks without their account. */
  async #askAccounts(): Promise<CloudClock[]> {
    const lists = knownAccounts(this.#RED).map(async (account) => {
      const devices = await withDeadline(ACCOUNT_TIMEOUT, undefined, ({ signal }) =>
        accountInForm(this.#RED, account).send(getDevices, signal),
      ).catch(() => []);
      return devices.map((device) => ({ account, device }));
    });
    return (await Promise.all(lists)).flat();
  }

  #nodes(): NodeClock[] {
    const ids: string[] = [];
    this.#RED.nodes.eachNode(({ id, type }) => {
      if (type === 'lametric-device') ids.push(id);
    });
    return ids.flatMap((id) => {
      const clock = this.#registry.find(id);
      return clock === undefined ? [] : [nodeClock(id, clock)];
    });
  }
}

/** The own addresses to search from; `undefined` if the setting is no list of IPv4 addresses. */
function ownAddresses(RED: NodeAPI): string[] | undefined {
  const setting: unknown = Reflect.get(RED.settings, SEARCH_SETTING);
  if (setting === undefined) {
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    return all.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
  }
  if (!Array.isArray(setting)) return undefined;
  const addresses = setting.filter(isString).filter(isIPv4);
  return addresses.length === setting.length ? addresses : undefined;
}

/** A clock with all that accounts and nodes tell of it. */
export function listClock(
  found: FoundClock,
  known: readonly CloudClock[],
  nodes: readonly NodeClock[],
): ListedClock {
  const { address, security } = found;
  const entry = known.find(({ device }) => isSame(found, device));
  const serialNumber = found.serialNumber ?? entry?.device.serial_number ?? null;
  const account = entry === undefined ? null : { account: entry.account, device: String(entry.device.id) };
  const id = account?.device ?? found.cloudId;
  return {
    name: found.name ?? entry?.device.name ?? null,
    model: found.model ?? modelBy(serialNumber),
    serialNumber,
    address,
    security,
    account,
    deployed: nodes.find((node) => standsFor(node, id, address))?.id ?? null,
  };
}

/** By the address alone only where clock and account name nothing that both know. */
function isSame({ cloudId, serialNumber, address }: FoundClock, device: CloudDevice): boolean {
  if (serialNumber !== null && device.serial_number) return serialNumber === device.serial_number;
  if (cloudId !== null) return cloudId === String(device.id);
  return hostOf(device.ipv4_internal ?? '') === address;
}

/** The clock of a node, by its settings and by the address that it was last found at. */
export const nodeClock = (
  id: string,
  { settings, address }: Pick<Clock, 'settings' | 'address'>,
): NodeClock => ({
  id,
  device: settings.device,
  host: hostOf(address ?? settings.address),
});

/** By the address alone only where an id is missing: another clock may have the address by now. */
function standsFor({ device, host }: NodeClock, id: string | null, found: string): boolean {
  return device !== '' && id !== null ? device === id : host === found;
}

const hostOf = (address: string) => parseAddress(address)?.host;
