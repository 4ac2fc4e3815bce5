/**
 * A real Node-RED with both nodes, in this very process, so that its time can be faked; a storage that fails when told
 * to; and all that Node-RED shows of the messages. The package is the built one, and the connections are real.
 */
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import RED, { type Node } from 'node-red';
import { ACCOUNT, LIST, RENAME, accountFlow, accountNode } from '../../harness/account';
import type { AdminResponse } from '../../harness/admin-api';
import { linkPackage } from '../../harness/package';
import type { Simulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { savedAuthorization } from '../helpers/account';
import { startForwardProxy } from '../helpers/forward-proxy';
import { SLOW, type Save } from './case';
import { Relay } from './relay';

/** So long, nearly, the storage is waited for before an authorization is used that is not saved. */
const PATIENCE = 4_999;

/** One attempt to save Node-RED's settings. */
export interface SaveAttempt {
  authorization: ReturnType<typeof savedAuthorization>;
  succeeded: boolean;
  /** How many requests LaMetric had got when it came to its end, or was not waited for any more. */
  requestsBefore: number;
  wasSlow: boolean;
}

/** A call of the admin API: how long it took, once it was answered. */
export interface Call {
  path: string;
  duration: number | undefined;
}

/** The outcome of a message. */
export interface Outcome {
  /** Milliseconds since 1970. */
  receivedAt: number;
  doneAt?: number;
  dones: number;
  sends: number;
  error?: unknown;
}

export class World {
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
  /** Errors that would have ended a Node-RED of its own process. */
  readonly crashes: unknown[] = [];
  calls: Call[] = [];
  /** The colour of each node's status. */
  readonly statuses = new Map<string, unknown>();
  #messages = 0;

  /**
   * @param toCloud the way to LaMetric
   * @param toProxy the way to a proxy, where one is used
   */
  constructor(
    readonly url: string,
    readonly simulator: Simulator,
    readonly toCloud: Relay,
    readonly toProxy: Relay,
  ) {
    this.lastingSecrets = simulator.secrets();
  }

  /** LaMetric, as Node-RED knows it. */
  get cloud() {
    return { url: this.toCloud.url, client: this.simulator.client };
  }

  /** Lets a flow node receive messages at one moment. @returns their ids */
  receive(nodeId: string, count: number): string[] {
    const node = findNode(nodeId);
    return Array.from({ length: count }, () => {
      const id = `message-${++this.#messages}`;
      this.outcomes.set(id, { receivedAt: Date.now(), dones: 0, sends: 0 });
      // The name that a rename gives is that of the message, so that one can see whose it is.
      node.receive({ _msgid: id, payload: id });
      return id;
    });
  }

  /** By `node:http`, because `fetch` has timers of its own, which would be faked as well. */
  async admin(method: string, path: string, body?: unknown): Promise<AdminResponse> {
    const call: Call = { path, duration: undefined };
    this.calls.push(call);
    const started = performance.now();
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
    call.duration = performance.now() - started;
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
    this.calls = [];
    this.simulator.clearRequests();
    this.simulator.clearFaults();
    this.toCloud.bury();
    this.toProxy.bury();
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
    RED.events.on('node-status', (event: unknown) => {
      if (!isObject(event) || typeof event['id'] !== 'string') return;
      this.statuses.set(event['id'], isObject(event['status']) ? event['status']['fill'] : undefined);
    });
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
        const authorization = savedAuthorization(changed, this.cloud);
        if (save === 'slow') await elapsed(PATIENCE);
        this.saveAttempts.push({
          authorization,
          succeeded: save !== 'failed',
          requestsBefore: this.simulator.requests.length,
          wasSlow: save === 'slow',
        });
        if (save === 'slow') await elapsed(SLOW - PATIENCE);
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
  const proxy = await startForwardProxy();
  const world = new World(
    `http://127.0.0.1:${port}`,
    simulator,
    await Relay.start(simulator.url),
    await Relay.start(proxy.url),
  );
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    userDir,
    credentialSecret: false as const,
    logging: { console: { level: 'off' as const, metrics: false, audit: false } },
    telemetry: { enabled: false },
    storageModule: world.storage(),
    lametricAccountCloudUrl: world.cloud.url,
  };
  RED.init(server, settings);
  world.listen();
  const started = once(RED.events, 'flows:started');
  await RED.start();
  await started;
  return world;
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
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
