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
  const { code } = error;
  return {
    error: new LaMetricError(code, messageOf(RED, error), { cause: visibleCause(error) }),
    status: { fill: 'red', shape: 'ring', text: RED._(`common.status.${code}`) },
  };
}

function messageOf(RED: NodeAPI, error: LaMetricError): string {
  const { code, hint = code, message, scope = '', said, retryAt } = error;
  // A wrong input is found by code that says what is wrong in the user's words.
  if (code === 'INVALID_INPUT') return message;
  const text = RED._(`common.error.${hint}`, { scope });
  const nextTry = retryAt && RED._('common.error.next-try', { time: shortTime(retryAt, new Date()) });
  return [text, nextTry, said && `(${said})`].filter(Boolean).join(' ');
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
