import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { MAX_BYTES } from '../../config/device/media/store';
import { findMp3Flaw } from '../../lametric/clock/mp3';
import { LaMetricError } from '../../lametric/errors';
import { isPlainObject, isString, shorten } from '../../lametric/guards';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import type { NotifyProperties } from './properties';

/** Stands in a notification for the address of an mp3 that is served from here, which each clock has another one for. */
export const SERVED = 'http://node-red/';

/** Evaluates the sound for a message. @param changes the settings that the message overrides, without Buffers */
type ReadSound = (
  msg: NodeMessageInFlow,
  changes: Record<string, unknown> | undefined,
  signal: AbortSignal,
) => Promise<string | Buffer>;

/**
 * Prepares the evaluation of a node's sound; see `evaluator`. It is a text, as the dialog has it, or an mp3; nothing, or an
 * empty value, is no sound: an empty text. It rejects with `INVALID_INPUT` for anything else, and for what clocks cannot play.
 */
export function soundReader(
  RED: NodeAPI,
  node: Node,
  { sound, soundType }: Pick<NotifyProperties, 'sound' | 'soundType'>,
): ReadSound {
  const property = { value: sound, type: soundType };
  const evaluate = evaluator(RED, node, property);
  const source = sourceOf(RED, property);
  return async (msg, changes, signal) => {
    // It takes the place of this one anyway.
    if (changes?.['sound'] != null) return '';
    const given = changes && isPlainObject(msg.payload) ? msg.payload['sound'] : undefined;
    if (Buffer.isBuffer(given)) return usableSound(RED, given, 'msg.payload.sound');
    return usableSound(RED, await evaluate(msg, signal), source);
  };
}

/** @param source of the value, in words */
function usableSound(RED: NodeAPI, value: unknown, source: string): string | Buffer {
  if (value == null) return '';
  if (isString(value)) return value.trim();
  const invalid = (key: string, values: object = {}) =>
    new LaMetricError('INVALID_INPUT', RED._(`notify.error.sound.${key}`, { source, ...values }));
  if (!Buffer.isBuffer(value)) throw invalid('other', { value: shorten(value) });
  if (value.length === 0) return '';
  if (value.length > MAX_BYTES) throw invalid('too-long', { limit: MAX_BYTES / 2 ** 20 });
  const flaw = findMp3Flaw(value);
  if (flaw === undefined) return value;
  if (flaw.reason === 'sampling-rate') throw invalid('sampling-rate', { rate: flaw.rate / 1000 });
  throw invalid(flaw.looksLike === '' ? 'no-mp3' : 'format', { format: flaw.looksLike });
}
