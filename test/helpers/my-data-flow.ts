/** A real Node-RED whose nodes put values on a clock. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Clock } from '../../simulator/clock/clock';
import { isObject } from '../../src/lametric/guards';
import { ClockFlow, clockId, flowNode } from './clock-flow';
import { FAST_TIMERS } from './time';

export class MyDataFlow {
  private constructor(
    readonly world: ClockFlow,
    readonly clock: Clock,
  ) {}

  static async start(): Promise<MyDataFlow> {
    const world = await ClockFlow.start({ settingsSource: FAST_TIMERS });
    return new MyDataFlow(world, world.clock('sa8'));
  }

  get nodeRed() {
    return this.world.nodeRed;
  }

  /** For the next test: no nodes, and an app that shows nothing. */
  async reset(): Promise<void> {
    await this.world.reset();
    this.clock.apps.myData.types = ['push'];
    this.clock.apps.myData.reinstall();
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** @param settings JavaScript that changes `settings` */
  restart(settings = ''): Promise<void> {
    return this.nodeRed.restart({ settingsSource: `${FAST_TIMERS}\n${settings}` });
  }

  /** A node with its button; both may be in a flow of their own. */
  node(id: string, properties: object = {}, flow = 'flow') {
    const device = clockId(this.clock);
    return [
      { ...flowNode(`to ${id}`, 'inject', [id], { props: [] }), z: flow },
      { ...flowNode(id, 'lametric my data', ['out'], { device, ...properties }), z: flow },
    ];
  }

  /** Gives a node a message. @returns what became of it: the payload, or the code of the error */
  async send(to: string, topic: string, payload: string | object): Promise<unknown> {
    const [v, vt] = typeof payload === 'string' ? [payload, 'str'] : [JSON.stringify(payload), 'json'];
    await this.nodeRed.admin('POST', `inject/to ${to}`, {
      __user_inject_props__: [
        { p: 'topic', v: topic, vt: 'str' },
        { p: 'payload', v, vt },
      ],
    });
    const { id, msg } = await this.nodeRed.nextDebug();
    assert.ok(isObject(msg));
    if (id !== 'errors') return msg['payload'];
    return isObject(msg['error']) ? msg['error']['code'] : undefined;
  }

  /** The texts that a clock shows. */
  texts(clock = this.clock) {
    return clock.apps.myData.frames().map(({ text }) => text);
  }

  async until(...expected: string[]): Promise<void> {
    while (JSON.stringify(this.texts()) !== JSON.stringify(expected)) await once(this.clock, 'changed');
  }

  get pushes(): number {
    return this.clock.requests.filter(({ path }) => path.includes('/widget/update/')).length;
  }

  /** Without power, the frames are gone. */
  async cutPower(): Promise<void> {
    this.clock.quirks.losesFrames = true;
    await this.clock.unplug();
    this.clock.quirks.losesFrames = false;
  }
}
