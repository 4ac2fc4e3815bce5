import type { NodeAPI, NodeStatus } from 'node-red';
import { LaMetricError, toLaMetricError } from '../lametric/errors';

/** An error as the user reads it, and what a node shows then. */
export interface Explanation {
  error: LaMetricError;
  status: NodeStatus;
}

/**
 * Explains whatever was thrown: what to do, then what LaMetric or the network said. The `cause` of the result is what a
 * Catch node may see of the original.
 */
export function explain(RED: NodeAPI, thrown: unknown): Explanation {
  const error = toLaMetricError(thrown);
  if (error.code === 'INTERNAL') logFault(RED, error.cause);
  const { code, scope, said } = error;
  // A wrong input is found by code that says what is wrong in the user's words.
  const hint =
    code === 'INVALID_INPUT' ? error.message : RED._(`common.error.${code}`, { scope: scope ?? '' });
  const message = said === '' ? hint : `${hint} (${said})`;
  return {
    error: new LaMetricError(code, message, { cause: visibleCause(error) }),
    status: { fill: 'red', shape: 'ring', text: RED._(`common.status.${code}`) },
  };
}

function visibleCause({ statusCode, cause }: LaMetricError): object | undefined {
  if (statusCode !== undefined) return { statusCode };
  return cause instanceof Error ? { name: cause.name, message: cause.message } : undefined;
}

/** Nobody expected this: the stack tells where it happened. */
function logFault(RED: NodeAPI, cause: unknown): void {
  RED.log.error(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}
