import { type RequestListener, type Server, createServer } from 'node:http';
import type { NodeAPI } from 'node-red';
import { isInteger, isObject } from '../../../lametric/guards';
import { inBackground } from '../../../runtime/in-background';

/** A listener of its own for sounds, by plain http at all addresses of this computer. It keeps no process from ending. */
export class MediaListener {
  readonly #RED: NodeAPI;
  readonly #port: unknown;
  readonly #serve: RequestListener;
  #server: Server | undefined;
  /** Why it does not listen, such as `EADDRINUSE`. */
  #problem: string | undefined;

  /** @param port unchecked */
  constructor(RED: NodeAPI, port: unknown, serve: RequestListener) {
    this.#RED = RED;
    this.#port = port;
    this.#serve = (...exchange) => inBackground(RED, () => serve(...exchange));
    this.#open();
    RED.events.on('flows:started', () => inBackground(RED, () => this.#open()));
    RED.events.on('runtime-event', (event: unknown) => {
      if (isStop(event)) inBackground(RED, () => this.#close());
    });
  }

  get port(): string {
    return String(this.#port);
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  #open(): void {
    if (this.#server !== undefined) return;
    // From an environment variable it is text.
    const port = Number(this.#port);
    if (!isInteger(port) || port < 1 || port > 65_535) return this.#fail('ERR_SOCKET_BAD_PORT');
    // Node-RED, which begins to listen later, would end itself.
    if (this.port === String(this.#RED.settings.uiPort)) return this.#fail('EADDRINUSE');
    const server = createServer(this.#serve);
    this.#server = server;
    server.on('error', ({ message, code = message }: NodeJS.ErrnoException) => {
      if (this.#server === server) this.#server = undefined;
      this.#fail(code);
    });
    server.listen(port, () => (this.#problem = undefined)).unref();
  }

  #close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }

  #fail(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#RED.log.warn(this.#RED._('common.sound.no-port', { port: this.port, problem }));
  }
}

/** Whether the flows have ended, and not for a Deploy. */
function isStop(event: unknown): boolean {
  const { id, payload } = isObject(event) ? event : {};
  return (
    id === 'runtime-state' && isObject(payload) && payload['state'] === 'stop' && payload['deploy'] !== true
  );
}
