/** The world of tests of the clocks' flow nodes: a real Node-RED, and the three clocks, each known by address and key. */
import assert from 'node:assert/strict';
import { deviceNode } from '../../harness/clock';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import type { NodeRedOptions } from '../../harness/settings';
import type { Clock } from '../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';

/** The config node of a clock. */
export const clockId = (clock: Clock) => `clock-${clock.id}`;

/** A node of the flow. */
export function flowNode(id: string, type: string, wires: string[], properties: object = {}) {
  return { id, type, z: 'flow', x: 100, y: 100, wires: [wires], ...properties };
}

export class ClockFlow {
  #hasKeys = false;

  private constructor(
    readonly simulator: Simulator,
    readonly nodeRed: NodeRed,
  ) {}

  static async start(options: Pick<NodeRedOptions, 'settingsSource'> = {}): Promise<ClockFlow> {
    const simulator = await startSimulator();
    const settings = { lametricAccountCloudUrl: simulator.url };
    const nodeRed = await startNodeRed({ ...options, link: true, settings });
    return new ClockFlow(simulator, nodeRed);
  }

  /** For the next test: no nodes, and clocks that are plugged in. */
  async reset(): Promise<void> {
    await this.nodeRed.deploy([]);
    this.#hasKeys = false;
    for (const clock of this.simulator.clocks) {
      if (!clock.pluggedIn) await clock.plugIn();
      clock.clearRequests();
    }
  }

  async close(): Promise<void> {
    await this.nodeRed.stop();
    await this.simulator.close();
  }

  clock(model: string): Clock {
    return this.simulator.clocks.find(({ kind }) => kind.model === model) ?? assert.fail(model);
  }

  /** Deploys nodes beside the clocks; errors and what goes to `out` can be seen. */
  async deploy(nodes: object[], type: 'full' | 'nodes' = 'nodes'): Promise<void> {
    // Like the editor, which sends no key again: a node with one would count as changed.
    const keyOf = ({ apiKey }: Clock) => (this.#hasKeys ? {} : { credentials: { apiKey } });
    const debug = { active: true, tosidebar: true, complete: 'true', targetType: 'full' };
    await this.nodeRed.deploy(
      [
        { id: 'flow', type: 'tab', label: 'Flow' },
        ...this.simulator.clocks.map((clock) =>
          deviceNode(undefined, {
            id: clockId(clock),
            account: '',
            device: '',
            address: clock.address,
            ...keyOf(clock),
          }),
        ),
        ...nodes,
        flowNode('out', 'debug', [], debug),
        flowNode('catch', 'catch', ['errors'], { scope: null, uncaught: false }),
        flowNode('errors', 'debug', [], debug),
      ],
      type,
    );
    this.#hasKeys = true;
  }

  /** Deploys a node, gives it a message, and returns what comes of that. */
  async run(
    type: string,
    clock: Clock,
    properties: object,
    msg: Record<string, string | number | boolean | object> = {},
  ): Promise<{ payload: unknown; code: unknown; message: string }> {
    const props = Object.entries(msg).map(([p, v]) => ({
      p,
      v: typeof v === 'object' ? JSON.stringify(v) : String(v),
      vt: typeOf(v),
    }));
    const kept = { p: 'topic', v: 'kept', vt: 'str' };
    await this.deploy([
      flowNode('in', 'inject', ['node'], { props: [...props, kept] }),
      flowNode('node', type, ['out'], { device: clockId(clock), ...properties }),
    ]);
    clock.clearRequests();
    await this.nodeRed.inject('in');
    const { id, msg: result } = await this.nodeRed.nextDebug();
    assert.ok(isObject(result));
    assert.equal(result['topic'], 'kept');
    const { payload, error } = result;
    const { code, message } = id === 'errors' && isObject(error) ? error : {};
    const said = typeof message === 'string' ? message : '';
    return { payload: id === 'errors' ? undefined : payload, code, message: said };
  }
}

function typeOf(value: unknown): string {
  if (isObject(value)) return 'json';
  return typeof value === 'number' ? 'num' : typeof value === 'boolean' ? 'bool' : 'str';
}
