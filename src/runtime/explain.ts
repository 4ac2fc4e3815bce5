import type { NodeAPI, NodeStatus } from 'node-red';
import { type ErrorOrigin, LaMetricError, saidBy, toLaMetricError } from '../lametric/errors';

/** An error as the user reads it, and the status that a node shows with it. */
export interface Explanation {
  error: LaMetricError;
  status: NodeStatus;
}

/** The types of config node that a flow node is connected to. */
export type ConnectionType = keyof typeof ORIGINS;

/** The side that each type of config node stands for. */
export const ORIGINS = {
  'lametric-account': 'account',
  'lametric-device': 'clock',
} as const satisfies Record<string, ErrorOrigin>;

/**
 * Explains anything thrown: the place to act and the thing to do, then the words of LaMetric or the network. The `cause`
 * of the result is the part of the original that a Catch node may see.
 * @param type of the config node where the user has to act
 * @param name of that node as the user knows it; may be empty
 */
export function explain(RED: NodeAPI, thrown: unknown, type: ConnectionType, name: string): Explanation {
  const error = toLaMetricError(thrown);
  if (error.code === 'INTERNAL') logFault(RED, error.cause);
  const { code } = error;
  return {
    error: new LaMetricError(code, messageOf(RED, error, type, name), { cause: visibleCause(error) }),
    status: {
      // A clock that shows only critical notifications is not out of order.
      fill: code === 'WRONG_MODE' ? 'yellow' : 'red',
      shape: 'ring',
      text: translate(RED, `common.status.${statusKey(error)}`),
    },
  };
}

function messageOf(RED: NodeAPI, error: LaMetricError, type: ConnectionType, name: string): string {
  const { code, reason, message, scope = '', until, said, retryAt } = error;
  // The code that finds a wrong input has already written the message for the user.
  if (code === 'INVALID_INPUT' && reason === undefined) return message;
  const title = `common.title.${type}`;
  const where = name === '' ? translate(RED, title) : translate(RED, `${title}-named`, { name });
  const hint = translate(RED, hintKey(error, ORIGINS[type]), { scope, until });
  const nextTry =
    retryAt && translate(RED, 'common.error.next-try', { time: shortTime(retryAt, new Date()) });
  return [translate(RED, 'common.error.at', { where, hint }), nextTry, said && `(${said})`]
    .filter(Boolean)
    .join(' ');
}

const MAX_TRANSLATED = 500;
const translated = new WeakMap<NodeAPI, Map<string, string>>();

/**
 * As `RED._`, which takes longer than all else about an error. When a clock fails, thousands of messages may fail in one
 * moment, with the same words.
 */
function translate(RED: NodeAPI, key: string, values: Record<string, string> = {}): string {
  const texts = translated.get(RED) ?? new Map<string, string>();
  translated.set(RED, texts);
  const id = JSON.stringify([key, values]);
  const text = texts.get(id) ?? RED._(key, values);
  if (texts.size >= MAX_TRANSLATED) texts.clear();
  texts.set(id, text);
  return text;
}

/** The reasons that have a status of their own. */
const OWN_STATUS = new Set<string>(['not-connected', 'no-turn', 'no-place']);

function statusKey({ code, reason }: LaMetricError): string {
  // All that keeps clocks from fetching a sound is changed in settings.js.
  if (reason?.startsWith('media-') === true) return 'media';
  return reason !== undefined && OWN_STATUS.has(reason) ? reason : code;
}

/** Those that mean the same on both sides. */
const SHARED = new Set<string>([
  'INTERNAL',
  'closed',
  'closed-sent',
  'maybe-done',
  'no-turn',
  'no-place',
  'protocol',
  'redis',
  'no-redis-client',
  'redis-url',
  'cloud-url',
]);

/** The key of the text that says what to do. */
function hintKey({ code, reason, origin, sent }: LaMetricError, side: ErrorOrigin): string {
  const key = reason === 'closed' && sent ? 'closed-sent' : (reason ?? code);
  return SHARED.has(key) ? `common.error.${key}` : `common.error.${origin ?? side}.${key}`;
}

/** The local time, `14:05:00`, with the date in front if that is not today's. */
function shortTime(time: Date, now: Date): string {
  const [date = '', clock = ''] = localIso(time).split('T');
  return localIso(now).startsWith(date) ? clock : `${date} ${clock}`;
}

function localIso(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The network's own errors stay inside: they may hold more than a user should see. */
function visibleCause({ code, statusCode, cause }: LaMetricError): object | undefined {
  if (statusCode !== undefined) return { statusCode };
  if (code !== 'INTERNAL' || !(cause instanceof Error)) return undefined;
  return { name: cause.name, message: cause.message };
}

/** Logs the stack of an unexpected error. */
function logFault(RED: NodeAPI, cause: unknown): void {
  RED.log.error(cause instanceof Error ? (cause.stack ?? cause.message) : saidBy(cause));
}
