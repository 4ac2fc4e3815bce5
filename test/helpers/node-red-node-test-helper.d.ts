/** The part of node-red-node-test-helper that the tests use; the package has no types of its own. */
declare module 'node-red-node-test-helper' {
  import type { Node, NodeAPI } from 'node-red';
  import type { SinonSpy } from 'sinon';

  /** A node whose methods are spied on. */
  interface SpiedNode extends Omit<Node, 'status' | 'error' | 'warn'> {
    status: SinonSpy;
    error: SinonSpy;
    warn: SinonSpy;
  }

  const helper: {
    init(redJs: string, settings?: object): void;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    /** Asks the admin API. */
    request(): { get(path: string): PromiseLike<{ body: unknown }> };
    load(nodes: ((RED: NodeAPI) => void)[], flow: object[], credentials?: object): Promise<void>;
    /** Deploys other flows. @param type of the Deploy: `full`, `flows` or `nodes` */
    setFlows(flow: object[], type: string, credentials?: object): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): SpiedNode;
  };
  export default helper;
}
