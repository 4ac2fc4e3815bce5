/** A flow node that uses a clock, in the Node-RED of the test helper, where nothing else is. */
import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeAPI, NodeStatus } from 'node-red';
import { deviceNode } from '../../harness/clock';
import type { Clock } from '../../simulator/clock/clock';
import registerDevice from '../../src/config/device/device';
import { isObject, isString } from '../../src/lametric/guards';

/** The outcome of a message. */
interface Outcome {
  /** Of the message that was sent on, or that a Catch node got. */
  msg: Record<string, unknown>;
  code: unknown;
  /** Empty where there was no error. */
  message: string;
}

interface Properties {
  type: string;
  [property: string]: unknown;
}

const PLACED = { z: 'tab', x: 0, y: 0, wires: [] };

let loads = 0;

/** Starts the test helper's Node-RED around the tests of a suite. */
export function useNodeRed(): void {
  before(async () => {
    // Its own settings cannot be saved: what is to be saved would be tried again for ever, in the time of later tests.
    helper.init(require.resolve('node-red'), { set: () => Promise.resolve() });
    await helper.startServer();
  });
  afterEach(() => helper.unload());
  after(() => helper.stopServer());
}

/**
 * Loads a node at a clock. Texts are their keys, and tell what is put into them.
 * @returns sends it a message
 */
export async function loadNode(
  clock: Clock,
  register: (RED: NodeAPI) => void,
  properties: Properties,
): Promise<(msg: Record<string, unknown>) => Promise<Outcome>> {
  await load(clock, register, properties, [
    { ...PLACED, id: 'catch', type: 'catch', scope: ['node'], wires: [['out']] },
  ]);
  return async (msg) => {
    const outcome = new Promise<Outcome>((resolve) => {
      helper.getNode('out').once('input', (received: unknown) => resolve(outcomeOf(received)));
    });
    helper.getNode('node').receive(msg);
    return outcome;
  };
}

/**
 * As `loadNode`, but without a Catch node, for which Node-RED would copy the message.
 * @returns sends it a message, and tells the error that it ends in, or `undefined`
 */
export async function loadUncaught(
  clock: Clock,
  register: (RED: NodeAPI) => void,
  properties: Properties,
): Promise<(msg: Record<string, unknown>) => Promise<unknown>> {
  await load(clock, register, properties, []);
  const [node, out] = [helper.getNode('node'), helper.getNode('out')];
  return (msg) =>
    new Promise((resolve) => {
      node.once('call:error', ({ args }: { args: unknown[] }) => {
        out.removeAllListeners('input');
        resolve(args[0]);
      });
      out.once('input', () => {
        node.removeAllListeners('call:error');
        resolve(undefined);
      });
      node.receive(msg);
    });
}

async function load(
  clock: Clock,
  register: (RED: NodeAPI) => void,
  properties: Properties,
  others: object[],
): Promise<void> {
  // The record of a clock is kept under its id, and would be there again in the next test.
  const id = `clock-of-${properties.type}-${loads++}`;
  const { address, apiKey } = clock;
  const flow = [
    { id: 'tab', type: 'tab' },
    deviceNode(undefined, { id, account: '', device: '', address, name: 'Kitchen' }),
    { ...PLACED, id: 'node', device: id, wires: [['out']], ...properties },
    { ...PLACED, id: 'out', type: 'helper' },
    ...others,
  ];
  await helper.load([useKeys, registerDevice, register], flow, { [id]: { apiKey } });
}

/** The status that the node has shown last. */
export function lastStatus(): NodeStatus {
  return helper.getNode('node').status.args.at(-1)?.[0] ?? {};
}

/** Has texts be their keys, and tell what is put into them. */
export function useKeys(RED: NodeAPI): void {
  // Every load makes a registry of clocks, which listens to the end of its Node-RED.
  RED.events.setMaxListeners(0);
  Object.assign(RED, {
    _: (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ').trim(),
  });
}

function outcomeOf(msg: unknown): Outcome {
  assert.ok(isObject(msg));
  const { code, message } = isObject(msg['error']) ? msg['error'] : {};
  return { msg, code, message: isString(message) ? message : '' };
}
