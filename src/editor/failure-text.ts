import type { Failure } from './admin-api';
import type { Translate } from './text';

/** The codes whose text in the catalogue says it all; in the others, LaMetric's or Node-RED's own words matter. */
const PLAIN = new Set(['NOT_CONFIGURED', 'NOT_AUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED', 'INTERNAL']);

/**
 * A failure as the user reads it, in the language of the editor: what it is, and what to do next.
 * @param text translates what all nodes share
 * @param scope what the request needed
 */
export function failureText({ kind, status, code, message }: Failure, text: Translate, scope = ''): string {
  if (kind !== 'refused') return text(`failure.${kind}`);
  if (code !== undefined && PLAIN.has(code)) return text(`error.${code}`, { scope });
  return message === '' ? text('failure.refused', { status }) : message;
}
