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
  if (error.code === 'INTERNAL') logFault(RED, error.cause);
  const { code } = error;
  return {
    error: new LaMetricError(code, messageOf(RED, error, where), { cause: visibleCause(error) }),
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

function messageOf(RED: NodeAPI, error: LaMetricError, where: string): string {
  const { code, message, scope = '', said, retryAt } = error;
  // A wrong input is found by code that says in the user's words what is wrong and where.
  if (code === 'INVALID_INPUT') return message;
  const hint = RED._(`common.error.${hintOf(error)}`, { scope });
  const nextTry = retryAt && RED._('common.error.next-try', { time: shortTime(retryAt, new Date()) });
  return [RED._('common.error.at', { where, hint }), nextTry, said && `(${said})`].filter(Boolean).join(' ');
}

function hintOf({ code, hint = code, statusCode }: LaMetricError): string {
  // The network is fine when LaMetric itself answers that it cannot.
  return hint === 'UNREACHABLE' && statusCode !== undefined ? 'out-of-order' : hint;
}

/** The time of day in the local time zone, with the date if that is not today's. */
function shortTime(time: Date, now: Date): string {
  const [date = '', clock = ''] = localIso(time).split('T');
  return localIso(now).startsWith(date) ? clock : `${date} ${clock}`;
}

function localIso(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function visibleCause({ statusCode, cause }: LaMetricError): object | undefined {
  if (statusCode !== undefined) return { statusCode };
  return cause instanceof Error ? { name: cause.name, message: cause.message } : undefined;
}

/** Nobody expected this: the stack tells where it happened. */
function logFault(RED: NodeAPI, cause: unknown): void {
  RED.log.error(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}
