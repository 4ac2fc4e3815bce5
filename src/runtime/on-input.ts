import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import { LaMetricError } from '../lametric/errors';
import type { Connection } from './connection';
import type { Explanation } from './explain';
import { inBackground } from './in-background';
import { showResult } from './show-status';

/** The longest text before the time: Node-RED recommends less than 20 characters for a status. */
const MAX_STATUS = 12;

/** The result of a message. */
export interface Result {
  /** To send on, from the first output. */
  messages: NodeMessage[];
  /** A text for the node to show, with the time. */
  status: string;
}

/** The result of a message that was not done everywhere. */
export interface PartialResult extends Result {
  /** To report and to show once the messages are sent. */
  failure: Explanation;
}

/** Turns a message into its result. When the node is closed, `signal` aborts with the error to report. */
export type Handle = (msg: NodeMessageInFlow, signal: AbortSignal) => Promise<Result | PartialResult>;

/**
 * Handles the messages of a flow node: each ends in its result being sent, or in one error, or both, and in one `done`.
 * Closing the node aborts the messages under way, and logs that, because the Catch nodes may be closed by then.
 */
export function onInput(
  RED: NodeAPI,
  node: Node,
  connection: Pick<Connection, 'explain'>,
  handle: Handle,
): void {
  // One a message: thousands of listeners of one signal would cost the square of their number.
  const underWay = new Set<AbortController>();
  let isClosed = false;
  // After the close, the status of this id belongs to the next instance.
  const show = (status: NodeStatus) => {
    if (!isClosed) showResult(node, status);
  };

  node.on('input', (msg, send, done) => {
    const controller = new AbortController();
    underWay.add(controller);
    // In the promise, so that a synchronous throw of `handle` becomes a rejection, too.
    const ended = new Promise<Result | PartialResult>((resolve) => resolve(handle(msg, controller.signal)))
      .then((result) => {
        const failure = 'failure' in result ? result.failure : undefined;
        show(failure?.status ?? { fill: 'green', shape: 'dot', text: withTime(result.status, new Date()) });
        send([result.messages]);
        return failure?.error;
      })
      .finally(() => underWay.delete(controller))
      .then(
        (error) => (error === undefined ? done() : done(readable(error))),
        (thrown: unknown) => {
          const { error, status } = connection.explain(thrown);
          show(status);
          done(readable(error));
        },
      );
    // For a Catch or a Complete node, `done` clones the message, which fails where that is nested very deep.
    inBackground(RED, () => ended);
  });

  node.on('close', (_removed: boolean, done: () => void) => {
    isClosed = true;
    if (underWay.size > 0) node.error(`${RED._('common.error.stopped')} (×${underWay.size})`);
    for (const controller of underWay) controller.abort(nodeClosed());
    done();
  });
}

/** The error of a message that waits for a node that closes. */
export function nodeClosed(): LaMetricError {
  const details = { aborted: true, sent: false, reason: 'closed', said: '' } as const;
  return new LaMetricError('UNREACHABLE', 'the node was closed', details);
}

/**
 * An error in the form that Node-RED shows best. Without a Catch node, the debug sidebar shows any object, even an `Error`,
 * folded and with its message cut, but a text in full. So this is a text, with the properties that a Catch node gets.
 */
function readable({ name, message, code, cause, stack = '' }: LaMetricError): Error {
  return Object.assign(new String(message), { name, message, code, cause, stack });
}

/** A text, shortened if necessary, with the local time: `Kitchen, 14:05`. */
export function withTime(text: string, time: Date): string {
  const characters = Array.from(text);
  const short = characters.length > MAX_STATUS ? `${characters.slice(0, MAX_STATUS - 1).join('')}…` : text;
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${short}, ${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}
