import type { DeviceProperties } from './properties';

/** A clock of the network as the admin endpoint answers and the form lists it; null for anything unknown. */
export interface ListedClock {
  name: string | null;
  /** As the clock calls it: `sa8`. */
  model: string | null;
  serialNumber: string | null;
  /** IPv4. */
  address: string;
  security: DeviceProperties['security'];
  /** The account that has it, and its id there. */
  account: { account: string; device: string } | null;
  /** The id of the node that stands for it already. */
  deployed: string | null;
}

/** What a search of the network has found. */
export interface SearchResult {
  clocks: ListedClock[];
  /** Whether all was searched: each network, and the whole range within the time. */
  complete: boolean;
}
