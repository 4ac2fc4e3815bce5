/** The answers that a simulated clock has given in a case. */
import assert from 'node:assert/strict';
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import type { ErrorCode } from '../../src/lametric/errors';
import { NOTIFICATIONS } from '../helpers/clocks';
import type { Operation } from './clock-case';

/** Whether an action shows a notification, with the text of its number. */
export const isNotification = (operation: Operation) => operation === 'notify' || operation === 'replace';
export const textOf = (index: number) => `#${index}#`;

export const DONE = (status: number | undefined) => status !== undefined && status >= 200 && status <= 299;

/** The clock's answers to the requests of an action: `undefined` if there is none, or not before the connection broke. */
export function answersTo(
  operation: Operation,
  index: number,
  { requests }: SimulatedClock,
): (number | undefined)[] {
  const [wanted, pattern] = PATHS[operation];
  return requests
    .filter(({ method, path }) => method === wanted && pattern.test(path))
    .filter(({ body }) => !isNotification(operation) || body.includes(textOf(index)))
    .map(({ status }) => status);
}

const PATHS: Record<Operation, [method: string, path: RegExp]> = {
  notify: ['POST', new RegExp(`^${NOTIFICATIONS}$`)],
  replace: ['POST', new RegExp(`^${NOTIFICATIONS}$`)],
  dismiss: ['DELETE', new RegExp(`^${NOTIFICATIONS}/`)],
  dim: ['PUT', /^\/api\/v2\/device\/display$/],
  look: ['GET', /^\/api\/v2\/device$/],
  'look at the display': ['GET', /^\/api\/v2\/device\/display$/],
};

/** The code that the contract gives an answer with this status. */
export function codeFor(operation: Operation, status: number): ErrorCode {
  if (DONE(status)) return 'BAD_RESPONSE';
  const isOfPart = operation === 'dim' || operation === 'look at the display';
  const codes: Record<number, ErrorCode> = {
    301: 'BAD_RESPONSE',
    400: 'REJECTED',
    401: 'NOT_AUTHORIZED',
    403: 'FORBIDDEN',
    404: isOfPart ? 'NOT_SUPPORTED' : 'NOT_FOUND',
    405: 'NOT_SUPPORTED',
    500: 'UNREACHABLE',
    503: 'UNREACHABLE',
  };
  return codes[status] ?? assert.fail(`Nobody answers ${status}`);
}
