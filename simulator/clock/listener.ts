/** The ports of a clock: LaMetric's at an address of its own, or free ones of 127.0.0.1. */
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificate';

const FALLBACK_HOST = '127.0.0.1';
const LAMETRIC = { https: 4343, http: 8080, webHttps: 443, webHttp: 80 };
/** Milliseconds. */
const IDLE_LIMIT = 5000;

export interface Place {
  host: string;
  https: number;
  http: number;
}

/** The servers of one clock. */
export class Listener {
  readonly #https;
  readonly #http;
  /** The web interface, for a client that knows no port. */
  readonly #webHttps;
  readonly #webHttp;
  readonly #sockets = new Set<Socket>();

  constructor(listener: RequestListener) {
    this.#https = createHttpsServer(listener);
    this.#http = createHttpServer(listener);
    this.#webHttps = createHttpsServer(listener);
    this.#webHttp = createHttpServer(listener);
    for (const server of this.#servers) {
      server.keepAliveTimeout = IDLE_LIMIT;
      server.on('connection', (socket: Socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
      });
    }
  }

  /** How many connections are open, those in the middle of a handshake too. */
  get connections(): number {
    return this.#sockets.size;
  }

  /**
   * Listens at `host` on LaMetric's ports; where one of them cannot be had, at 127.0.0.1 on free ones.
   * With `place`, exactly there.
   */
  async listen(host: string, place?: Place): Promise<Place> {
    if (place) return this.#listenAt(place);
    try {
      return await this.#listenAt({ ...LAMETRIC, host });
    } catch {
      return await this.#listenAt({ host: FALLBACK_HOST, https: 0, http: 0 });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#servers.map(close), this.endConnections()]);
  }

  /** Ends all connections, answered or not. */
  async endConnections(): Promise<void> {
    await Promise.all(
      [...this.#sockets].map((socket) => {
        const closed = once(socket, 'close');
        socket.destroy();
        return closed;
      }),
    );
  }

  set certificate(certificate: Certificate) {
    this.#https.setSecureContext(certificate);
    this.#webHttps.setSecureContext(certificate);
  }

  get #servers(): Server[] {
    return [this.#https, this.#http, this.#webHttps, this.#webHttp];
  }

  async #listenAt({ host, https, http }: Place): Promise<Place> {
    try {
      const place = {
        host,
        https: await listen(this.#https, host, https),
        http: await listen(this.#http, host, http),
      };
      // Only some systems give ports below 1024 to everybody. A clock does without them.
      if (https === LAMETRIC.https) {
        await listen(this.#webHttps, host, LAMETRIC.webHttps).catch(() => undefined);
        await listen(this.#webHttp, host, LAMETRIC.webHttp).catch(() => undefined);
      }
      return place;
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}

/** @returns the port */
async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return address.port;
}

async function close(server: Server): Promise<void> {
  if (server.listening) await new Promise((resolve) => server.close(resolve));
}
