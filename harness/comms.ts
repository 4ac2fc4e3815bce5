/** Reads the messages that Node-RED publishes to its editors. */
import { isObject } from '../src/lametric/guards';

/** Topics: `debug`, `status/ID`, `notification/ID`, nodes' own; and `flows:started`, for the harness only. */
export interface CommsEvent {
  topic: string;
  data: unknown;
}

/** A message that a debug node shows; `name`, `topic`, `property`, `path` and `z` are among its other fields. */
export interface DebugMessage {
  /** The debug node. */
  id: string;
  /** The kind of value as the sidebar names it: `Object`, `array[2]`, `string[5]`, `number`… */
  format: string;
  /** The value itself. */
  msg: unknown;
  [property: string]: unknown;
}

/** As the node set it: translating the text is up to the editor. `{}` is a status that was cleared. */
export interface NodeStatus {
  fill?: string;
  shape?: string;
  text?: string;
}

/**
 * The part of settings.js that reports over the IPC channel what Node-RED publishes, from the very events that
 * feed its websocket. Compared with that websocket there is no login, no reconnecting, no batching and nothing
 * to depend on. It also ends Node-RED with the process that started it, however that ends.
 */
export function reporterSource(redJs: string): string {
  return `
const { events } = require('node:module').createRequire(${JSON.stringify(redJs)})('@node-red/util');
const report = (topic, data = {}) => process.connected && process.send({ topic, data });
events.on('comms', ({ topic, data }) => report(topic, data));
events.on('node-status', ({ id, status }) => report('status/' + id, status));
events.on('runtime-event', ({ id, payload }) => report('notification/' + id, payload));
events.on('flows:started', () => report('flows:started'));
process.on('disconnect', () => process.exit());
`;
}

/** The flows run, or Node-RED has said why they do not (a missing type, say): no more comes by itself. */
export function isStartOver({ topic, data }: CommsEvent): boolean {
  if (topic === 'flows:started') return true;
  return topic === 'notification/runtime-state' && isObject(data) && data['state'] !== undefined;
}

/** Undefined for anything else, also for logged warnings and errors, which have the same topic. */
export function toDebugMessage({ topic, data }: CommsEvent): DebugMessage | undefined {
  if (topic !== 'debug' || !isObject(data) || 'level' in data) return undefined;
  const { id, format, msg } = data;
  if (typeof id !== 'string' || typeof format !== 'string') return undefined;
  return { ...data, id, format, msg: decode(format, msg) };
}

/** Undoes what Node-RED's `encodeObject` does to a value for the sidebar. */
function decode(format: string, value: unknown): unknown {
  if (format === 'undefined') return undefined;
  if (typeof value !== 'string' || /^(string|buffer)\b/.test(format)) return value;
  try {
    return JSON.parse(value, (_key, part: unknown) =>
      isObject(part) && part['__enc__'] === true ? part['data'] : part,
    );
  } catch {
    return value;
  }
}

export function toNodeStatus(data: unknown): NodeStatus {
  const { fill, shape, text } = isObject(data) ? data : {};
  return {
    ...(typeof fill === 'string' && { fill }),
    ...(typeof shape === 'string' && { shape }),
    ...((typeof text === 'string' || typeof text === 'number') && { text: String(text) }),
  };
}

export function isCommsEvent(value: unknown): value is CommsEvent {
  return isObject(value) && typeof value['topic'] === 'string' && 'data' in value;
}
