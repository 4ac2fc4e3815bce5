import { randomBytes } from 'node:crypto';
import type { Pairing, PairingResult } from '../../lametric/clock/pairing';
import { BoundedMap } from '../../storage/bounded-map';

/** How long a pairing is known at most, in milliseconds, and how many are at a time. */
const LIFETIME = 5 * 60 * 1000;
const MAX_PAIRINGS = 32;

/** The pairings under way, in memory only. The 33rd takes the place of the oldest. */
export class Pairings {
  readonly #byId = new BoundedMap<{ nodeId: string; pairing: Pairing }>(MAX_PAIRINGS, LIFETIME);

  /** @returns the id by which the editor asks for it */
  add(nodeId: string, pairing: Pairing): string {
    const id = randomBytes(16).toString('base64url');
    this.#byId.set(id, { nodeId, pairing });
    return id;
  }

  /**
   * The progress of a pairing of this node. Its end is told once: it may hold the key.
   * @returns `undefined` if there is no such pairing, or no longer
   */
  async poll(id: string, nodeId: string): Promise<PairingResult | undefined> {
    const entry = this.#byId.get(id);
    if (entry?.nodeId !== nodeId) return undefined;
    const result = await entry.pairing.poll();
    if (result.state === 'waiting') return result;
    return this.#byId.delete(id) ? result : undefined;
  }
}
