/** A way to a clock on which connections break at a byte of one's choice. */
import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

/** Where a connection breaks: after so many bytes of one direction. */
export interface Cut {
  direction: 'to the clock' | 'from the clock';
  after: number;
}

export class CuttingRelay {
  /** For the next connections; those after them stay whole. */
  cuts: (Cut | undefined)[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `host:port` */
  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** @param target the base address of a clock */
  static async start(target: string): Promise<CuttingRelay> {
    const { hostname, port } = new URL(target);
    const server = createServer((client) => relay.#pass(client, connect(Number(port), hostname)));
    const relay = new CuttingRelay(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return relay;
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(client: Socket, clock: Socket): void {
    const cut = this.cuts.shift();
    // Small pieces would wait for the other side's acknowledgement, while a test's time goes on.
    for (const socket of [client, clock]) socket.setNoDelay(true);
    const end = () => {
      client.destroy();
      clock.destroy();
    };
    for (const [from, to, direction] of [
      [client, clock, 'to the clock'],
      [clock, client, 'from the clock'],
    ] as const) {
      let left = cut?.direction === direction ? cut.after : Infinity;
      from.on('data', (chunk: Buffer) => {
        to.write(chunk.subarray(0, left));
        left -= chunk.length;
        // Earlier writes go out first.
        if (left <= 0) to.end(end);
      });
      from.on('error', end);
      from.on('close', () => to.end());
    }
  }
}
