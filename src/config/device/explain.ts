import type { NodeAPI, NodeStatus } from 'node-red';
import { toLaMetricError } from '../../lametric/errors';
import { deployedName } from '../../runtime/deployment';
import { type Explanation, explain, titleOf } from '../../runtime/explain';
import type { ClockState } from './clock';

const SHAPES: Record<ClockState, Omit<NodeStatus, 'text'>> = {
  unconfigured: { fill: 'grey', shape: 'ring' },
  unknown: { fill: 'grey', shape: 'dot' },
  online: { fill: 'green', shape: 'dot' },
  offline: { fill: 'red', shape: 'ring' },
  refused: { fill: 'red', shape: 'ring' },
  certificate: { fill: 'red', shape: 'ring' },
};

/** What of a clock's errors has another meaning, or another remedy, than of an account's. */
const OF_CLOCKS = new Set<string>([
  'NOT_CONFIGURED',
  'NOT_AUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'UNREACHABLE',
  'BAD_RESPONSE',
  'REJECTED',
  'silent',
]);

export function statusOf(RED: NodeAPI, state: ClockState): NodeStatus {
  return { ...SHAPES[state], text: RED._(`device.status.${state}`) };
}

/**
 * Explains what went wrong with a clock.
 * @param name of the clock; empty where none is known
 * @param account the id of its account; empty where it has none
 */
export function explainClock(RED: NodeAPI, thrown: unknown, name: string, account: string): Explanation {
  const error = toLaMetricError(thrown);
  const hint = error.hint ?? error.code;
  // What the account could not be asked for has a hint of its own.
  const isOfClock = OF_CLOCKS.has(hint) && (error.hint === undefined || hint === 'silent');
  const isOfAccount = error.hint !== undefined && !isOfClock && !isAtClock(hint);
  const where = isOfAccount
    ? titleOf(RED, 'lametric-account', deployedName(RED, account))
    : titleOf(RED, 'lametric-device', name);
  const explanation = explain(RED, isOfClock ? error.with({ hint: `clock-${hint}` }) : error, where);
  const isRefused = isOfClock && hint === 'NOT_AUTHORIZED';
  return isRefused ? { ...explanation, status: statusOf(RED, 'refused') } : explanation;
}

/** Whether the user has to act at the clock's node, not at its account. */
function isAtClock(hint: string): boolean {
  return hint.startsWith('clock-') || hint === 'no-account' || hint === 'no-turn';
}
