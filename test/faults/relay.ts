/** A way through the network on which connections can die without a word, as after a sleep or in a router. */
import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

export class Relay {
  readonly url: string;
  /** The connections that no request is under way on. */
  readonly #idle = new Set<Socket>();
  readonly #dead = new Set<Socket>();

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(target: string): Promise<Relay> {
    const server = createServer((client) => relay.#pass(client, Number(new URL(target).port)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const relay = new Relay(typeof address === 'object' && address !== null ? address.port : 0);
    return relay;
  }

  /** From now on, data on kept connections without a request gets lost unnoticed. */
  deadenIdle(): void {
    for (const client of this.#idle) this.#dead.add(client);
  }

  /** Closes the dead connections. */
  bury(): void {
    for (const client of this.#dead) client.destroy();
  }

  #pass(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1');
    client.on('data', (chunk) => {
      this.#idle.delete(client);
      if (!this.#dead.has(client)) server.write(chunk);
    });
    server.on('data', (chunk) => {
      // Answers are short: with a part of one, all of it is there.
      this.#idle.add(client);
      client.write(chunk);
    });
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      end.on('error', () => undefined);
      end.on('end', () => other.end());
      end.on('close', () => {
        this.#idle.delete(client);
        this.#dead.delete(client);
        other.destroy();
      });
    }
  }
}
