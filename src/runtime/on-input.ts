import { setMaxListeners } from 'node:events';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import { LaMetricError } from '../lametric/errors';
import type { Connection } from './connection';
import { showResult } from './show-status';

/** The longest text that a status has room for beside the time: Node-RED wants less than 20 characters in all. */
const MAX_STATUS = 12;

/** What became of a message: what to send on, and what the node shows, with the time. */
export interface Result {
  messages: NodeMessage[];
  status: string;
}

/** Turns a message into its result. `signal` aborts, with the error to report, when the node is closed. */
export type Handle = (msg: NodeMessageInFlow, signal: AbortSignal) => Promise<Result>;

/**
 * Handles the messages of a flow node: each ends in its result being sent or in one error, and in one `done`.
 * Closing the node aborts what is under way, and logs it, because the Catch nodes may just have been closed as well.
 */
export function onInput(RED: NodeAPI, node: Node, connection: Connection, handle: Handle): void {
  const closing = new AbortController();
  // Every message under way listens, however many there are; Node.js takes more than 10 for a leak.
  setMaxListeners(0, closing.signal);
  let underWay = 0;
  // Once closed, the status of this id belongs to the next instance.
  const show = (status: NodeStatus) => {
    if (!closing.signal.aborted) showResult(node, status);
  };

  node.on('input', (msg, send, done) => {
    underWay++;
    // What `handle` throws at once becomes a rejection.
    new Promise<Result>((resolve) => resolve(handle(msg, closing.signal)))
      .then(({ messages, status }) => {
        show({ fill: 'green', shape: 'dot', text: withTime(status, new Date()) });
        send([messages]);
      })
      .finally(() => underWay--)
      .then(
        () => done(),
        (thrown: unknown) => {
          const { error, status } = connection.explain(thrown);
          show(status);
          done(readable(error));
        },
      );
  });

  node.on('close', (_removed: boolean, done: () => void) => {
    const stopped = RED._('common.error.closed');
    if (underWay > 0) node.error(`${stopped} (×${underWay})`);
    closing.abort(new LaMetricError('UNREACHABLE', stopped, { aborted: true }));
    done();
  });
}

/**
 * An error as Node-RED wants it. Without a Catch node, the debug sidebar shows every object, an `Error` too, as one to
 * unfold, and its message cut; a text it shows whole. This is a text, with the properties that a Catch node is given.
 */
function readable({ name, message, code, cause, stack = '' }: LaMetricError): Error {
  return Object.assign(new String(message), { name, message, code, cause, stack });
}

/** A text, cut where it is too long, and when it came: `Living room, 14:05`. */
export function withTime(text: string, time: Date): string {
  const characters = Array.from(text);
  const short = characters.length > MAX_STATUS ? `${characters.slice(0, MAX_STATUS - 1).join('')}…` : text;
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${short}, ${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}
