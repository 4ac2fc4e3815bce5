import { isUtf8 } from 'node:buffer';
import type { Node, NodeAPI } from 'node-red';
import type { LaMetricError } from '../lametric/errors';
import { invalidInput } from '../runtime/invalid-input';
import { MAX_SIZE } from '../runtime/plain-data';
import { type Evaluate, evaluator, sourceOf } from '../runtime/typed-input';
import { type Complaint, wordsOf } from './complaint';
import type { Content } from './compose';
import { type SavedFrame, completeFrame } from './frame';

/** Prepares the evaluation of a node's frames; see `evaluator`. */
export function frameReader(RED: NodeAPI, node: Node, saved: readonly SavedFrame[]): Evaluate<Content[]> {
  const frames = saved.map(completeFrame).map((frame) => {
    const property = { value: frame.value, type: frame.valueType };
    return { frame, evaluate: evaluator(RED, node, property), source: sourceOf(RED, property) };
  });
  return (msg, signal) =>
    Promise.all(
      frames.map(async ({ frame, evaluate, source }) => {
        return { frame, source, value: readText(await evaluate(msg, signal)) };
      }),
    );
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
