/** A Redis that answers as a test says, for what a real one does at rare moments only. */
import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { CHANNEL } from '../../src/storage/redis';

/** What Redis answers, as it goes over the wire (RESP 2). */
export const ONE = ':1\r\n';
export const READONLY = "-READONLY You can't write against a read only replica.\r\n";

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

export class FakeRedis {
  readonly #server: Server;
  /** The connections, the oldest first. */
  readonly sockets = new Set<Socket>();
  /** How many there were in all. */
  accepted = 0;
  /** Those that hear of changes. */
  readonly subscribers: Socket[] = [];
  /** Resolves when Redis is to answer who wants to hear of changes. */
  maySubscribe: Promise<unknown> = Promise.resolve();
  /** Answers a script. */
  answer: () => string | Promise<string> = () => ONE;
  /** Answers any other command. */
  greet: (words: string[]) => string = () => '+OK\r\n';

  private constructor(
    readonly host: string,
    server: Server,
  ) {
    this.#server = server.on('connection', (socket) => this.#serve(socket));
  }

  static async start(): Promise<FakeRedis> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('It does not listen');
    return new FakeRedis(`127.0.0.1:${address.port}`, server);
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.accepted++;
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    let text = '';
    let answered = Promise.resolve();
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += String(chunk);
      for (let words = take(); words !== undefined; words = take()) {
        const asked = words;
        answered = answered.then(async () => void socket.write(await this.#answerTo(asked, socket)));
      }
    });
    /** The next whole command that has arrived. */
    const take = (): string[] | undefined => {
      const [head, count = ''] = /^\*(\d+)\r\n/.exec(text) ?? [];
      if (head === undefined) return undefined;
      const words: string[] = [];
      let at = head.length;
      while (words.length < Number(count)) {
        const end = text.indexOf('\r\n', at);
        const next = end + 2 + Number(text.slice(at + 1, end)) + 2;
        if (end === -1 || next > text.length) return undefined;
        words.push(text.slice(end + 2, next - 2));
        at = next;
      }
      text = text.slice(at);
      return words;
    };
  }

  /** Tells all who hear of changes. */
  publish(message: string): void {
    for (const socket of this.subscribers)
      socket.write(`*3\r\n${bulk('message')}${bulk(CHANNEL)}${bulk(message)}`);
  }

  async #answerTo(words: string[], socket: Socket): Promise<string> {
    const [command] = words;
    if (command === 'EVAL') return this.answer();
    if (command !== 'subscribe') return this.greet(words);
    await this.maySubscribe;
    this.subscribers.push(socket);
    return `*3\r\n${bulk('subscribe')}${bulk(CHANNEL)}${ONE}`;
  }
}
