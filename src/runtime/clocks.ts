import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { type ErrorCode, LaMetricError } from '../lametric/errors';
import type { WhichClocks } from '../lametric/which-clocks';
import { explain } from './explain';
import { firstOf } from './invalid-input';
import { type PartialResult, type Result, onInput, withTime } from './on-input';
import { PLACES, Places } from './places';
import { sequenceOf } from './sequence';
import { type NamedClock, clockChooser } from './which-clocks';

/** The most that an error says of one of them; the rest is in its cause. */
const MAX_WORDS = 200;

/**
 * Does a node's work at one clock.
 * @param msg to be changed and sent on; where it goes to several clocks, it is a copy without the payload
 * @param leave to be called when it begins to wait for the clock's mode, so that another clock can have its turn
 */
type Work<C> = (clock: C, msg: NodeMessageInFlow, leave: () => void) => Promise<Result>;

/** Reads a message, once for however many clocks. @returns what is to be done at each */
export type Prepare<C> = (msg: NodeMessageInFlow, signal: AbortSignal) => Work<C> | Promise<Work<C>>;

/** What a message says of the clock that it came from. */
interface Source {
  name: string;
  serialNumber: string | null;
}

/** The end of the work at a clock. */
type End = { source: Source; messages: NodeMessage[] } | { source: Source; error: LaMetricError };
type Failure = Extract<End, { error: LaMetricError }>;

/**
 * Handles the messages of a flow node that go to several clocks. When all have ended, the messages of those that took it are
 * sent as a sequence, and the others are one error.
 * @param running see `clockChooser`
 */
export function onInputForSeveral<C extends NamedClock>(
  RED: NodeAPI,
  node: Node,
  which: WhichClocks,
  running: () => C[],
  prepare: Prepare<C>,
): void {
  const places = new Places(PLACES);
  const choose = clockChooser(RED, node, which, running);
  const ofNone = { explain: (thrown: unknown) => explain(RED, thrown, 'lametric-device', '') };

  onInput(RED, node, ofNone, async (msg, signal) => {
    const clocks = await choose(msg, signal);
    const work = await prepare(msg, signal);
    const workAt = async (clock: C): Promise<End> => {
      const sourceOf = (): Source => ({ name: clock.name, serialNumber: clock.serialNumber });
      const own = { ...msg, payload: undefined, device: sourceOf() };
      try {
        const { messages } = await places.run((leave) => work(clock, own, leave), signal);
        // The clock may have told its name only now.
        const source = sourceOf();
        return { source, messages: messages.map((message) => ({ ...message, device: source })) };
      } catch (thrown) {
        return { source: sourceOf(), error: clock.explain(thrown).error };
      }
    };
    return resultOf(RED, msg, await Promise.all(clocks.map(workAt)));
  });
}

function resultOf(RED: NodeAPI, msg: NodeMessageInFlow, ends: readonly End[]): Result | PartialResult {
  const messages = sequenceOf(
    RED,
    msg,
    ends.flatMap((end) => ('messages' in end ? end.messages : [])),
  );
  const taken = messages.length;
  const status = RED._('common.clocks.taken', { taken, count: ends.length });
  const failures = ends.filter((end): end is Failure => 'error' in end);
  if (failures.length === 0) return { messages, status };
  const error = errorOf(RED, failures, ends.length);
  const fill = taken === 0 ? 'red' : 'yellow';
  const failure = { error, status: { fill, shape: 'ring', text: withTime(status, new Date()) } } as const;
  return { messages, status, failure };
}

/** The one error of all clocks that failed. A Catch node gets of it only message, code, cause and stack. */
function errorOf(RED: NodeAPI, failures: readonly Failure[], count: number): LaMetricError {
  const clocks = failures.map(({ source, error: { code, message } }) => ({ ...source, code, message }));
  const [code = 'SEVERAL', ...others] = new Set<ErrorCode>(clocks.map((each) => each.code));
  const words = firstOf(RED, clocks, ({ name, message }) => {
    const text = message.includes(name) ? message : `${name}: ${message}`;
    return count > 1 && text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS - 1)}…` : text;
  });
  const summary = RED._('common.clocks.failed', { failed: failures.length, count });
  return new LaMetricError(
    others.length === 0 ? code : 'SEVERAL',
    count === 1 ? words : `${summary} ${words}`,
    { cause: { clocks } },
  );
}
