import { isUtf8 } from 'node:buffer';
import type { Node, NodeAPI } from 'node-red';
import type { LaMetricError } from '../lametric/errors';
import { invalidInput } from '../runtime/invalid-input';
import { MAX_SIZE } from '../runtime/plain-data';
import { type Evaluate, evaluator, sourceOf } from '../runtime/typed-input';
import { type Complaint, wordsOf } from './complaint';
import type { Content } from './compose';
import { type SavedFrame, completeFrame, showsPayload } from './frame';

/**
 * Prepares the evaluation of a node's frames; see `evaluator`.
 * @param standsAlone whether a payload that the first frame shows counts alone: then the others are not evaluated, since
 * they may make nothing of it
 */
export function frameReader(
  RED: NodeAPI,
  node: Node,
  saved: readonly SavedFrame[],
  standsAlone: (payload: unknown) => boolean = () => false,
): Evaluate<Content[]> {
  const frames = saved.map(completeFrame).map((frame) => {
    const property = { value: frame.value, type: frame.valueType };
    return { frame, evaluate: evaluator(RED, node, property), source: sourceOf(RED, property) };
  });
  const shown = frames.find(({ frame }) => showsPayload(frame));
  return async (msg, signal) => {
    const read = async ({ frame, evaluate, source }: (typeof frames)[number]): Promise<Content> => {
      return { frame, source, value: readText(await evaluate(msg, signal)) };
    };
    const first = shown && (await read(shown));
    if (first !== undefined && standsAlone(first.value)) return [first];
    return Promise.all(frames.map(async (each) => (each === shown && first) || read(each)));
  };
}

/** The error of frames that cannot be shown. */
export function unusableFrames(RED: NodeAPI, complaints: readonly Complaint[]): LaMetricError {
  const fullKey = (key: string) => `common.${key}`;
  return invalidInput(RED, complaints, (complaint) =>
    wordsOf(complaint, (key, values) => RED._(fullKey(key), values)),
  );
}

/** The text in a Buffer; anything else stays as it is. */
function readText(value: unknown): unknown {
  return Buffer.isBuffer(value) && value.length <= MAX_SIZE && isUtf8(value) ? value.toString() : value;
}
