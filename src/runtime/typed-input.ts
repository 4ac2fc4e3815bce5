import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { getDevices } from '../lametric/cloud/cloud';
import { parseDeviceId } from '../lametric/cloud/device-id';
import { withDeadline } from '../lametric/connection/deadline';
import { LaMetricError, listNames, saidBy, shortName } from '../lametric/errors';
import { isObject, isString, shorten } from '../lametric/guards';
import type { Connection } from './connection';
import { UnusableValue, copyPlain } from './plain-data';

/** Milliseconds for an expression or a context store to give its value. */
const LONGEST = 30_000;
/** The types of a TypedInput whose value may take its time; the others are there at once. */
const MAY_WAIT = new Set(['jsonata', 'flow', 'global']);

/** The saved value of a TypedInput, and the type that says how to read it. */
export interface TypedProperty {
  value: string;
  type: string;
}

/** Evaluates the property for a message; `signal` ends the wait. */
export type Evaluate<T> = (msg: NodeMessageInFlow, signal: AbortSignal) => Promise<T>;

/**
 * Prepares the evaluation of a TypedInput. The first message parses a JSONata expression, once. A path that leads nowhere
 * gives `undefined`, and objects are copied: see `copyPlain`. The evaluation rejects with `LaMetricError` `INVALID_INPUT` if
 * an expression is wrong or fails, if the value cannot be used, or if there is none within 30 s.
 */
export function evaluator(RED: NodeAPI, node: Node, property: TypedProperty): Evaluate<unknown> {
  const { value, type } = property;
  let expression: ReturnType<typeof RED.util.prepareJSONataExpression> | undefined;
  const read = (msg: NodeMessageInFlow) =>
    new Promise<{ result: unknown }>((resolve, reject) => {
      const settle = (error: Error | null, result: unknown) => {
        if (error) reject(error);
        // In an object, since a value may be a promise itself, which may never end.
        else resolve({ result });
      };
      // Node-RED throws if it cannot parse an expression, and calls back with the error if one fails.
      if (type === 'jsonata') {
        expression ??= RED.util.prepareJSONataExpression(value, node);
        RED.util.evaluateJSONataExpression(expression, msg, settle);
      } else {
        RED.util.evaluateNodeProperty(value, type, node, msg, settle);
      }
    });
  return async (msg, signal) => {
    try {
      const reading = () => read(msg);
      const { result } = await (MAY_WAIT.has(type) ? withDeadline(LONGEST, signal, reading) : reading());
      return copyPlain(result);
    } catch (cause) {
      signal.throwIfAborted();
      // A `TypeError` means that the path leads through something that is missing; a malformed path is another error.
      if (type === 'msg' && cause instanceof TypeError) return undefined;
      throw new LaMetricError('INVALID_INPUT', wordsFor(RED, cause, sourceOf(RED, property)), { cause });
    }
  };
}

/** Why there is no value. */
function wordsFor(RED: NodeAPI, cause: unknown, source: string): string {
  if (cause instanceof UnusableValue) return RED._(`common.error.value.${cause.reason}`, { source });
  if (cause instanceof LaMetricError) return RED._('common.error.value.late', { source });
  return `${source}: ${saidBy(cause).slice(0, 200)}`;
}

/** The types of a TypedInput whose value stands in the node itself. */
const FIXED_TYPES = new Set(['str', 'num', 'bool', 'json']);

/** The source of a value in a message to the user, such as `msg.payload`. */
export function sourceOf(RED: NodeAPI, { value, type }: TypedProperty): string {
  if (FIXED_TYPES.has(type)) return RED._('common.source.fixed');
  if (type === 'env') return `$\{${value}}`;
  if (type === 'jsonata') return RED._('common.source.expression', { value });
  // The store of a context key is said nowhere else in Node-RED.
  const isContext = type === 'flow' || type === 'global';
  return `${type}.${isContext ? RED.util.parseContextStore(value).key : value}`;
}

/**
 * Prepares the evaluation of a TypedInput that chooses a device: by its id, by an object with the id, or by its exact name,
 * which is looked up among the account's devices. The evaluation rejects with `LaMetricError`: `INVALID_INPUT` if the value
 * is none of these or the name of several devices, `NOT_FOUND` for an unknown name, or an error of the look-up.
 */
export function deviceIdEvaluator(
  RED: NodeAPI,
  node: Node,
  account: Connection,
  property: TypedProperty,
): Evaluate<number> {
  const evaluate = evaluator(RED, node, property);
  const source = sourceOf(RED, property);
  const invalid = (key: string, values: Record<string, string>) =>
    new LaMetricError('INVALID_INPUT', RED._(`common.error.device.${key}`, { source, ...values }));

  const findByName = async (name: string, signal: AbortSignal): Promise<number> => {
    const devices = await account.send(getDevices, signal);
    const [device, ...others] = devices.filter((each) => each.name.trim() === name);
    if (device === undefined) {
      const said = RED._('common.error.device.unknown', { name: shortName(name) });
      throw new LaMetricError('NOT_FOUND', said);
    }
    if (others.length === 0) return device.id;
    throw invalid('ambiguous', { name, ids: listNames([device, ...others].map(({ id }) => String(id))) });
  };

  return async (msg, signal) => {
    const value = await evaluate(msg, signal);
    const id = parseDeviceId(isObject(value) ? value.id : value);
    if (id !== undefined) return id;
    if (value == null) throw invalid('missing', {});
    if (isObject(value)) throw invalid('object', {});
    if (!isString(value)) throw invalid('other', { value: shorten(value) });
    const name = value.trim();
    if (name === '') throw invalid('empty', {});
    // Digits alone are meant as an id.
    if (/^\d+$/.test(name)) throw invalid('other', { value: shortName(name) });
    return findByName(name, signal);
  };
}
