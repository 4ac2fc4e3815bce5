/** A real Node-RED in a child process. NODE_RED_JS and NODE_RED_NODE name another one, so that the same tests run on it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { rmSync, watch } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../src/lametric/guards';
import { AdminApi } from './admin-api';
import {
  type CommsEvent,
  type DebugMessage,
  type NodeStatus,
  isCommsEvent,
  isStartOver,
  reporterSource,
  toDebugMessage,
  toNodeStatus,
} from './comms';
import { freePort } from './free-port';
import { linkPackage } from './package';
import { type NodeRedOptions, readSettings, settingsSource } from './settings';

const DEFAULT_RED_JS = process.env['NODE_RED_JS'] ?? require.resolve('node-red/red.js');
const DEFAULT_NODE = process.env['NODE_RED_NODE'] ?? process.execPath;

const START_TIMEOUT = 60_000;
const DEPLOY_TIMEOUT = 20_000;
/** For what comes at once, on a slow machine too. It matters only to what does not come. */
const PATIENCE = 20_000;
/** A node has 15 s to close before Node-RED goes on without it. */
const STOP_TIMEOUT = 20_000;

/** Resolves when Node-RED serves requests and its flows run; rejects with its output if it ends before. */
export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
  const userDir = options.userDir ?? (await mkdtemp(join(tmpdir(), 'node-red-')));
  if (options.link) await linkPackage(userDir);
  const nodeRed = new NodeRed(userDir, options.port ?? (await freePort()), options);
  try {
    await nodeRed.restart(options);
  } catch (error) {
    await nodeRed.stop();
    throw error;
  }
  return nodeRed;
}

export class NodeRed extends AdminApi {
  #options: NodeRedOptions;
  #child: ChildProcess | undefined;
  #ended = true;
  #output = '';
  #events: CommsEvent[] = [];
  #unread: DebugMessage[] = [];
  /** Emits `news` at every output, event and end of the process: whatever somebody may be waiting for. */
  readonly #watch = new EventEmitter().setMaxListeners(0);

  /** Use `startNodeRed`. */
  constructor(
    readonly userDir: string,
    readonly port: number,
    options: NodeRedOptions,
  ) {
    super();
    this.#options = options;
    process.on('exit', this.#abandon);
  }

  override get url(): string {
    const root = this.#options.settings?.['httpAdminRoot'];
    const path = typeof root === 'string' ? `/${root}`.replace(/^\/+/, '/').replace(/\/$/, '') : '';
    return `http://127.0.0.1:${this.port}${path}`;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('Node-RED was never started');
    return pid;
  }

  /** All that was printed to stdout and stderr, by earlier runs too. */
  output(): string {
    return this.#output;
  }

  /**
   * Resolves once the new flows run; rejects if they do not, because of a missing type or module. Node-RED
   * answers the request before the nodes exist, so this waits for the notification that it publishes afterwards.
   */
  async deploy(flows: unknown[], type: 'full' | 'nodes' | 'flows' | 'reload' = 'full'): Promise<void> {
    const before = this.#events.length;
    const headers = { 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': type };
    const body = await this.succeed('POST', 'flows', { flows }, headers);
    const revision = isObject(body) ? body['rev'] : undefined;
    const isDone = ({ topic, data }: CommsEvent) =>
      topic === 'notification/runtime-deploy' && isObject(data) && data['revision'] === revision;
    const events = () => this.#events.slice(before);
    await this.#until('the deployed flows', () => events().find(isDone), DEPLOY_TIMEOUT);
    const state = events().findLast(({ topic }) => topic === 'notification/runtime-state')?.data;
    if (isObject(state) && state['error']) {
      throw new Error(`Node-RED does not run the deployed flows: ${JSON.stringify(state)}`);
    }
  }

  /** A section of what `RED.settings.set` wrote, as it is on disk; undefined while there is none. */
  async settingsFile(section = 'runtime'): Promise<unknown> {
    return readSettings(this.userDir, section);
  }

  /** The section `runtime` as soon as it satisfies the predicate, which may be at once. */
  async nextSettings(predicate: (settings: unknown) => boolean, timeoutMs = PATIENCE): Promise<unknown> {
    const watcher = watch(this.userDir, () => this.#watch.emit('news'));
    const look = () => {
      const settings = readSettings(this.userDir, 'runtime');
      return predicate(settings) ? settings : undefined;
    };
    try {
      return await this.#until('the settings', look, timeoutMs);
    } finally {
      watcher.close();
    }
  }

  /** Everything that Node-RED published since it was last started, oldest first. */
  get events(): readonly CommsEvent[] {
    return this.#events;
  }

  /** The next event of this topic, one that comes from now on. */
  nextEvent(topic: string, timeoutMs = PATIENCE): Promise<CommsEvent> {
    const before = this.#events.length;
    const look = () => this.#events.slice(before).find((event) => event.topic === topic);
    return this.#until(`an event ${topic}`, look, timeoutMs);
  }

  /** The messages that the debug nodes have shown since the last start. */
  debugMessages(): DebugMessage[] {
    return this.#events.map(toDebugMessage).filter((message) => message !== undefined);
  }

  /** The oldest debug message that satisfies the predicate and was not returned yet, or the next to come. */
  nextDebug(
    predicate: (message: DebugMessage) => boolean = () => true,
    timeoutMs = PATIENCE,
  ): Promise<DebugMessage> {
    const take = () => {
      const index = this.#unread.findIndex(predicate);
      return index === -1 ? undefined : this.#unread.splice(index, 1)[0];
    };
    return this.#until('a debug message', take, timeoutMs);
  }

  /** The node's present status; undefined if it has had none since the last start. */
  status(nodeId: string): NodeStatus | undefined {
    const event = this.#events.findLast(({ topic }) => topic === `status/${nodeId}`);
    return event && toNodeStatus(event.data);
  }

  /** The node's status as soon as it satisfies the predicate, which may be at once. */
  nextStatus(
    nodeId: string,
    predicate: (status: NodeStatus) => boolean,
    timeoutMs = PATIENCE,
  ): Promise<NodeStatus> {
    const look = () => {
      const status = this.status(nodeId);
      return status && predicate(status) ? status : undefined;
    };
    return this.#until(`a status of ${nodeId}`, look, timeoutMs);
  }

  /** Stops Node-RED as a service manager does, and removes its directory if that is a temporary one. */
  async stop(): Promise<void> {
    try {
      await this.#end('SIGTERM');
    } finally {
      process.off('exit', this.#abandon);
      if (this.#isTemporary) await rm(this.userDir, { recursive: true, force: true });
    }
  }

  /** Resolves when Node-RED has ended, for whatever reason. */
  async ended(): Promise<void> {
    if (this.#child !== undefined && !this.#ended) await once(this.#child, 'close');
  }

  /** Ends Node-RED as a power cut does; its directory stays as it is. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /**
   * Stops Node-RED, if it runs, and starts it again in the same directory and on the same port. Options given
   * here take the place of earlier ones; flows.json stays as it is unless `flows` is among them.
   */
  async restart(options: Omit<NodeRedOptions, 'userDir' | 'port' | 'link'> = {}): Promise<void> {
    await this.#end('SIGTERM');
    this.#options = { ...this.#options, ...options };
    const { nodePath = DEFAULT_NODE, redJs = DEFAULT_RED_JS, env } = this.#options;
    const settingsFile = join(this.userDir, 'settings.js');
    await writeFile(settingsFile, settingsSource(this.#options, this.port) + reporterSource(redJs));
    if (options.flows) await writeFile(join(this.userDir, 'flows.json'), JSON.stringify(options.flows));

    this.#events = [];
    this.#unread = [];
    this.#ended = false;
    this.#child = spawn(nodePath, [redJs, '-u', this.userDir, '-s', settingsFile], {
      // By the environment, so that a test with its own `editorTheme` does not bring the tours back.
      env: { ...process.env, NODE_RED_DISABLE_TELEMETRY: 'true', NODE_RED_ENABLE_TOURS: 'false', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#listenTo(this.#child);
    const outputBefore = this.#output.length;
    const started = () =>
      this.#output.includes('Server now running at', outputBefore)
        ? this.#events.find(isStartOver)
        : undefined;
    await this.#until('its start', started, START_TIMEOUT);
  }

  get #isTemporary(): boolean {
    return this.#options.userDir === undefined;
  }

  #listenTo(child: ChildProcess): void {
    const print = (text: string) => {
      this.#output += text;
      this.#watch.emit('news');
    };
    child.stdout?.setEncoding('utf8').on('data', print);
    child.stderr?.setEncoding('utf8').on('data', print);
    child.on('message', (event) => {
      if (!isCommsEvent(event)) return;
      this.#events.push(event);
      const message = toDebugMessage(event);
      if (message) this.#unread.push(message);
      this.#watch.emit('news');
    });
    child.on('error', (error) => print(`${error.message}\n`));
    child.on('close', (code, signal) => {
      this.#ended = true;
      print(`(Node-RED ended: ${signal ?? code})\n`);
    });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || this.#ended) return;
    const closed = once(child, 'close');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
    await closed;
    clearTimeout(timer);
    if (child.signalCode === 'SIGKILL' && signal !== 'SIGKILL') {
      throw new Error(`Node-RED did not stop within ${STOP_TIMEOUT} ms\n${this.circumstances()}`);
    }
  }

  readonly #abandon = (): void => {
    this.#child?.kill('SIGKILL');
    if (this.#isTemporary) rmSync(this.userDir, { recursive: true, force: true });
  };

  /** Looks at every piece of news while it is new, so that a state that lasts only a moment is not missed. */
  #until<T>(what: string, look: () => T | undefined, timeoutMs: number): Promise<T> {
    return new Promise((found, failed) => {
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        this.#watch.off('news', check);
        outcome();
      };
      const giveUp = (reason: string) =>
        settle(() => failed(new Error(`${reason} while waiting for ${what}\n${this.circumstances()}`)));
      const check = () => {
        try {
          const result = look();
          if (result !== undefined) settle(() => found(result));
          else if (this.#ended) giveUp('Node-RED ended');
        } catch (error) {
          settle(() => failed(error));
        }
      };
      const timer = setTimeout(() => giveUp(`${timeoutMs} ms went by`), timeoutMs);
      this.#watch.on('news', check);
      check();
    });
  }

  /** The last lines of the output and the last events. */
  protected override circumstances(): string {
    const events = this.#events.slice(-10).map((event) => JSON.stringify(event).slice(0, 200));
    return [
      "Node-RED's last output:",
      ...this.#output.split('\n').slice(-30),
      'Last events:',
      ...events,
    ].join('\n');
  }
}
