import type { NodeAPI } from 'node-red';
import { Session } from './session';
import { TokenStore } from './token-store';

/** What outlives the config nodes, which every Deploy may make anew: the sessions and their saved tokens. */
export class AccountRegistry {
  readonly #store: TokenStore;
  readonly #sessions = new Map<string, Session>();

  /** @param cloudUrl base address of the LaMetric cloud, without a slash at its end */
  constructor(
    RED: NodeAPI,
    readonly cloudUrl: string,
  ) {
    this.#store = new TokenStore(RED.settings, (problem) => {
      if (problem !== undefined) RED.log.warn(RED._('account.not-saved', { problem }));
      for (const session of this.#sessions.values()) session.publish();
    });
    RED.events.on('flows:started', () => {
      // Disabled nodes, and flows that wait for missing types, are still there; only a removed node is an orphan.
      const deployed = new Set<string>();
      RED.nodes.eachNode(({ id, type }) => {
        if (type === 'lametric-account') deployed.add(id);
      });
      void this.#store.markOrphans(deployed);
    });
  }

  /** The session of a node id, if there is one. */
  find(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** The session of a node id, made at the first call. */
  session(id: string): Session {
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = new Session(id, this.#store);
      this.#sessions.set(id, session);
    }
    return session;
  }
}
