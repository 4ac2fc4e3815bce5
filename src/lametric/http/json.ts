import { LaMetricError } from '../errors';
import { isString } from '../guards';
import type { HttpResponse } from './message';
import { isNestedDeeper } from './nesting';

/** Arrays and objects within each other: Node-RED copies messages by recursion, and much more would end its process. */
const MAX_DEPTH = 100;

/**
 * The JSON value of an answer. Its content type may be wrong and is not checked.
 * @throws {LaMetricError} `BAD_RESPONSE` when it is no JSON, or nested deeper than 100
 */
export function readJson({ status, headers, data }: HttpResponse): unknown {
  const value = parseJson(data);
  if (value !== undefined) return value;
  const contentType: unknown = headers['content-type'];
  const message = isNestedDeeper(data, MAX_DEPTH) ? 'the answer is nested too deeply' : lackOf(contentType);
  throw new LaMetricError('BAD_RESPONSE', message, { statusCode: status });
}

function lackOf(contentType: unknown): string {
  const text = isString(contentType) ? contentType : '';
  if (/^application\/(?:[\w.+-]+\+)?json\b/i.test(text)) return 'the body is not JSON';
  // Only a short type is named: a long one could be a secret that was sent back.
  const [type = 'no content type'] = /^[a-z]+\/[\w.+-]{1,30}(?=\s*(;|$))/i.exec(text) ?? [];
  return `${type} instead of JSON`;
}

/** The value of a JSON text; `undefined` if it is not JSON, or nested deeper than `maxDepth`. */
export function parseJson(text: string, maxDepth = MAX_DEPTH): unknown {
  if (isNestedDeeper(text, maxDepth)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
