import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { parseDeviceId } from '../lametric/device-id';
import { LaMetricError } from '../lametric/errors';

/** What a TypedInput saves: its text, and the type that says how to read it. */
export interface TypedProperty {
  value: string;
  type: string;
}

/** Gives the value for a message. */
export type Evaluate<T> = (msg: NodeMessageInFlow) => Promise<T>;

/**
 * Prepares the evaluation of a TypedInput; a JSONata expression is parsed once, by the first message.
 * It throws `LaMetricError` `INVALID_INPUT` for an expression that is wrong or fails, or a path that leads nowhere.
 */
export function evaluator(RED: NodeAPI, node: Node, { value, type }: TypedProperty): Evaluate<unknown> {
  let expression: ReturnType<typeof RED.util.prepareJSONataExpression> | undefined;
  return (msg) =>
    new Promise<unknown>((resolve, reject) => {
      const settle = (error: Error | null, result: unknown) => {
        if (error) reject(error);
        else resolve(result);
      };
      // Node-RED reports an expression that cannot be parsed by a throw, one that fails through the callback.
      if (type === 'jsonata') {
        expression ??= RED.util.prepareJSONataExpression(value, node);
        RED.util.evaluateJSONataExpression(expression, msg, settle);
      } else {
        RED.util.evaluateNodeProperty(value, type, node, msg, settle);
      }
    }).catch((cause: unknown) => {
      throw new LaMetricError('INVALID_INPUT', cause instanceof Error ? cause.message : String(cause), {
        cause,
      });
    });
}

/** Prepares the evaluation of a TypedInput that names a device. It throws `INVALID_INPUT` for what is no device id. */
export function deviceIdEvaluator(RED: NodeAPI, node: Node, property: TypedProperty): Evaluate<number> {
  const evaluate = evaluator(RED, node, property);
  return async (msg) => {
    const id = parseDeviceId(await evaluate(msg));
    if (id === undefined) throw new LaMetricError('INVALID_INPUT', RED._('common.error.device-id'));
    return id;
  };
}
