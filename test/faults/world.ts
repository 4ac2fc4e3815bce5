/**
 * A real Node-RED with both nodes, in this very process, so that its time can be faked; a storage that fails when told
 * to; and all that Node-RED shows of the messages. The package is the built one, and the connections are real.
 */
import { subscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, createServer, request } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import RED, { type Node } from 'node-red';
import { useFakeTimers } from 'sinon';
import { ACCOUNT, LIST, RENAME, accountFlow, accountNode } from '../../harness/account';
import type { AdminResponse } from '../../harness/admin-api';
import { linkPackage } from '../../harness/package';
import type { Simulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { savedAuthorization } from '../helpers/account';
import type { Save } from './case';

/** One attempt to save Node-RED's settings. */
export interface SaveAttempt {
  authorization: ReturnType<typeof savedAuthorization>;
  succeeded: boolean;
  /** How many requests LaMetric had got when it came to its end. */
  requestsBefore: number;
}

/** What became of a message. */
export interface Outcome {
  /** Milliseconds since 1970. */
  receivedAt: number;
  doneAt?: number;
  dones: number;
  sends: number;
  error?: unknown;
}

export class World {
  readonly url: string;
  readonly simulator: Simulator;
  /** Those that are not issued: the client secret and the API keys. */
  readonly lastingSecrets: string[];
  /** How the next saves go; those after them succeed. */
  saves: Save[] = [];
  saveAttempts: SaveAttempt[] = [];
  /** The settings as they were saved last. */
  settings: unknown = {};
  readonly outcomes = new Map<string, Outcome>();
  /** Everything that left Node-RED: log, statuses, what its editors are told, errors, answers of the admin API. */
  output: string[] = [];
  /** What would have ended a Node-RED of its own process. */
  readonly crashes: unknown[] = [];
  #messages = 0;

  constructor(url: string, simulator: Simulator) {
    this.url = url;
    this.simulator = simulator;
    this.lastingSecrets = simulator.secrets();
  }

  /** Lets a flow node receive messages at one moment. @returns their ids */
  receive(nodeId: string, count: number): string[] {
    const node = findNode(nodeId);
    return Array.from({ length: count }, () => {
      const id = `message-${++this.#messages}`;
      this.outcomes.set(id, { receivedAt: Date.now(), dones: 0, sends: 0 });
      node.receive({ _msgid: id, payload: 'Kitchen' });
      return id;
    });
  }

  /** By `node:http`, because `fetch` has timers of its own, which would be faked as well. */
  async admin(method: string, path: string, body?: unknown): Promise<AdminResponse> {
    const outgoing = request(`${this.url}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
    });
    outgoing.end(JSON.stringify(body));
    const [response]: IncomingMessage[] = await once(outgoing, 'response');
    if (response === undefined) throw new Error('No response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    this.#print(text);
    const { statusCode: status = 0 } = response;
    return { status, headers: new Headers(), body: text === '' ? undefined : parse(text) };
  }

  /** Forgets what happened, before the next case. */
  clear(): void {
    this.saves = [];
    this.saveAttempts = [];
    this.outcomes.clear();
    this.output = [];
    this.crashes.length = 0;
    this.simulator.clearRequests();
    this.simulator.clearFaults();
  }

  listen(): void {
    process.on('unhandledRejection', (reason) => this.crashes.push(reason));
    process.on('uncaughtException', (error) => this.crashes.push(error));

    const outcome = (msg: object) =>
      '_msgid' in msg && typeof msg._msgid === 'string' ? this.outcomes.get(msg._msgid) : undefined;
    RED.hooks.add('onSend.faults', (events) => {
      for (const { msg, source } of events) {
        const known = isOurs(source.id) ? outcome(msg) : undefined;
        if (known) known.sends++;
      }
    });
    RED.hooks.add('onComplete.faults', ({ msg, node, error }) => {
      const known = isOurs(node.id) ? outcome(msg) : undefined;
      if (!known) return;
      known.dones++;
      known.doneAt = Date.now();
      if (error !== undefined) known.error = error;
      this.#print(error);
    });
    RED.log.addHandler(new EventEmitter().on('log', (entry: unknown) => this.#print(entry)));
    for (const name of ['node-status', 'comms', 'runtime-event']) {
      RED.events.on(name, (event: unknown) => this.#print(event));
    }
  }

  /** The storage module, as settings.js may name one. */
  storage() {
    return {
      init: () => Promise.resolve(),
      getFlows: () => Promise.resolve(accountFlow(this.simulator).map(withoutCredentials)),
      saveFlows: () => Promise.resolve(),
      getCredentials: () => Promise.resolve({ [ACCOUNT]: accountNode(this.simulator).credentials }),
      saveCredentials: () => Promise.resolve(),
      getSettings: () => Promise.resolve(this.settings),
      saveSettings: async (changed: unknown) => {
        const save = this.saves.shift() ?? 'saved';
        const attempt = {
          authorization: savedAuthorization(changed, this.simulator),
          succeeded: save !== 'failed',
        };
        if (save === 'slow') await new Promise((resolve) => setTimeout(resolve, 20_000));
        this.saveAttempts.push({ ...attempt, requestsBefore: this.simulator.requests.length });
        if (save === 'failed') throw new Error('ENOSPC: no space left on device');
        this.settings = changed;
      },
      getSessions: () => Promise.resolve({}),
      saveSessions: () => Promise.resolve(),
    };
  }

  #print(value: unknown): void {
    if (value !== undefined)
      this.output.push(
        typeof value === 'string'
          ? value
          : inspect(value, { depth: 8, maxStringLength: null, maxArrayLength: null }),
      );
  }
}

/** Starts the one Node-RED that this process can have. */
export async function startWorld(simulator: Simulator): Promise<World> {
  const userDir = mkdtempSync(join(tmpdir(), 'node-red-faults-'));
  process.on('exit', () => rmSync(userDir, { recursive: true, force: true }));
  await linkPackage(userDir);

  const server = createServer((incoming, response) => RED.httpAdmin(incoming, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const world = new World(`http://127.0.0.1:${port}`, simulator);
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    userDir,
    credentialSecret: false as const,
    logging: { console: { level: 'off' as const, metrics: false, audit: false } },
    telemetry: { enabled: false },
    storageModule: world.storage(),
    lametricAccountCloudUrl: simulator.url,
  };
  RED.init(server, settings);
  world.listen();
  const started = once(RED.events, 'flows:started');
  await RED.start();
  await started;
  return world;
}

function isOurs(nodeId: string): boolean {
  return nodeId === LIST || nodeId === RENAME;
}

function findNode(id: string): Node {
  // The types leave this module out; it is what Node-RED's own nodes get as `RED.nodes`.
  const { nodes } = RED;
  const getNode: unknown = 'getNode' in nodes ? nodes.getNode : undefined;
  const node: unknown = typeof getNode === 'function' ? getNode(id) : undefined;
  if (!isNode(node)) throw new Error(`There is no node ${id}`);
  return node;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'receive' in value;
}

function withoutCredentials(node: object): object {
  const { credentials: _, ...rest } = { credentials: undefined, ...node };
  return rest;
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

/** Both ends of every connection: whatever is on its way in this process is on its way between two of these. */
const ends = new Set<Socket>();
for (const channel of ['net.client.socket', 'net.server.socket']) {
  subscribe(channel, (message) => {
    if (!isObject(message) || !(message['socket'] instanceof Socket)) return;
    const { socket } = message;
    ends.add(socket);
    socket.once('close', () => ends.delete(socket));
  });
}

/** Whether an end has not yet noticed what the other one did: sent, connected or closed. */
function somethingMoves(): boolean {
  let underWay = 0;
  for (const { bytesWritten, bytesRead } of ends) underWay += bytesWritten - bytesRead;
  return underWay !== 0 || ends.size % 2 !== 0;
}

/** How many turns of the event loop it takes a message, at most, to pass from node to node without any input. */
const TURNS = 6;
/** Waits until nothing happens any more unless time goes on. */
async function standStill(): Promise<void> {
  for (let still = 0; still < TURNS; still++) {
    await turn();
    if (somethingMoves()) still = -1;
  }
}

/** Longer than this, and something goes on for ever. */
const LONGEST_CASE = 600_000;

/**
 * Runs `work` in a time that stands still while anything happens, and else jumps to the next timer. So 30 s of retries
 * take a moment, and the order of events is the same in every run: a timer fires only when every byte sent has been
 * read and all that follows from it is done, and then it alone.
 */
export async function inFakeTime(work: (elapse: () => Promise<void>) => Promise<void>): Promise<void> {
  const started = Date.now();
  const clock = useFakeTimers({ now: started, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  /** Lets time go by until no timer is left. */
  const elapse = async () => {
    for (await standStill(); clock.countTimers() > 0; await standStill()) {
      if (Date.now() - started > LONGEST_CASE) throw new Error('The case does not come to an end');
      clock.next();
    }
  };
  try {
    await work(elapse);
  } finally {
    clock.restore();
  }
}
