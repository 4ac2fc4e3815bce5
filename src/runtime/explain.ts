import type { NodeAPI, NodeStatus } from 'node-red';
import { LaMetricError, toLaMetricError } from '../lametric/errors';

/** An error as the user reads it, and what a node shows then. */
export interface Explanation {
  error: LaMetricError;
  status: NodeStatus;
}

/**
 * Explains whatever was thrown: where to act and what to do, then what LaMetric or the network said. The `cause` of the
 * result is what a Catch node may see of the original.
 * @param where whose account it is, as `titleOf` says it
 */
export function explain(RED: NodeAPI, thrown: unknown, where: string): Explanation {
  const error = toLaMetricError(thrown);
  const { code, said } = error;
  if (code === 'INTERNAL') logFault(RED, error.cause);
  // A wrong input is found by code that says in the user's words what is wrong and where.
  const hint =
    code === 'INVALID_INPUT'
      ? error.message
      : RED._('common.error.at', { where, hint: RED._(hintKey(error), { scope: error.scope ?? '' }) });
  const message = said === '' ? hint : `${hint} (${said})`;
  return {
    error: new LaMetricError(code, message, { cause: visibleCause(error) }),
    status: { fill: 'red', shape: 'ring', text: RED._(`common.status.${code}`) },
  };
}

/**
 * What a message calls a config node.
 * @param name that the user knows it by; empty where there is none
 */
export function titleOf(RED: NodeAPI, type: string, name: string): string {
  return name === '' ? RED._(`common.title.${type}`) : RED._(`common.title.${type}-named`, { name });
}

function hintKey({ code, statusCode, oauthError }: LaMetricError): string {
  // The network is fine when LaMetric itself answers that it cannot.
  if (code === 'UNREACHABLE' && statusCode !== undefined) return 'common.error.out-of-order';
  const isClient =
    statusCode === 401 || oauthError === 'invalid_client' || oauthError === 'unauthorized_client';
  return code === 'REJECTED' && isClient ? 'common.error.client' : `common.error.${code}`;
}

function visibleCause({ statusCode, cause }: LaMetricError): object | undefined {
  if (statusCode !== undefined) return { statusCode };
  return cause instanceof Error ? { name: cause.name, message: cause.message } : undefined;
}

/** Nobody expected this: the stack tells where it happened. */
function logFault(RED: NodeAPI, cause: unknown): void {
  RED.log.error(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}
