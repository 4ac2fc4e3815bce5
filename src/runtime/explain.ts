import type { NodeAPI, NodeStatus } from 'node-red';
import { LaMetricError, toLaMetricError } from '../lametric/errors';

/** An error as the user reads it, and the status that a node shows with it. */
export interface Explanation {
  error: LaMetricError;
  status: NodeStatus;
}

/**
 * Explains anything thrown: the place to act and the thing to do, then the words of LaMetric or the network. The `cause`
 * of the result is the part of the original that a Catch node may see.
 * @param where the config node, as `titleOf` calls it
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
 * Names a config node in a message.
 * @param name the one that the user knows it by; may be empty
 */
export function titleOf(RED: NodeAPI, type: string, name: string): string {
  return name === '' ? RED._(`common.title.${type}`) : RED._(`common.title.${type}-named`, { name });
}

function messageOf(RED: NodeAPI, error: LaMetricError, where: string): string {
  const { code, hint: key, message, scope = '', said, retryAt } = error;
  // Where there is no other text, the code that finds a wrong input has already written the message for the user.
  if (code === 'INVALID_INPUT' && key === undefined) return message;
  const hint = RED._(`common.error.${hintOf(error)}`, { scope });
  const nextTry = retryAt && RED._('common.error.next-try', { time: shortTime(retryAt, new Date()) });
  return [RED._('common.error.at', { where, hint }), nextTry, said && `(${said})`].filter(Boolean).join(' ');
}

function hintOf({ code, hint = code, statusCode }: LaMetricError): string {
  // The network is fine when LaMetric, or the clock, itself answers that it cannot.
  return statusCode === undefined ? hint : hint.replace(/UNREACHABLE$/, 'out-of-order');
}

/** The local time, `14:05:00`, with the date in front if that is not today's. */
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

/** Logs the stack of an error that nobody expected. */
function logFault(RED: NodeAPI, cause: unknown): void {
  RED.log.error(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}
