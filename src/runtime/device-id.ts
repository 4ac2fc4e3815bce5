import type { Node, NodeAPI } from 'node-red';
import { LaMetricError } from '../lametric/errors';
import { type Evaluate, type TypedProperty, evaluateWith } from './evaluate';

/** A device id: a positive integer, also as text. @returns `undefined` for everything else */
export function parseDeviceId(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/**
 * How to get at the device that a TypedInput names. It throws `LaMetricError` `INVALID_INPUT`, with `message` where the
 * value is no device id.
 */
export function evaluateDeviceIdWith(
  RED: NodeAPI,
  node: Node,
  property: TypedProperty,
  message: string,
): Evaluate<number> {
  const evaluate = evaluateWith(RED, node, property);
  return async (msg) => {
    const id = parseDeviceId(await evaluate(msg));
    if (id === undefined) throw new LaMetricError('INVALID_INPUT', message);
    return id;
  };
}
