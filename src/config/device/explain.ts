import type { NodeAPI, NodeStatus } from 'node-red';
import { toLaMetricError } from '../../lametric/errors';
import { deployedName } from '../../runtime/deployment';
import { type Explanation, explain } from '../../runtime/explain';
import type { Quiet } from '../../lametric/quiet-hours';
import type { ClockState } from './clock-info';

const SHAPES: Record<ClockState, Omit<NodeStatus, 'text'>> = {
  unconfigured: { fill: 'grey', shape: 'ring' },
  unknown: { fill: 'grey', shape: 'dot' },
  online: { fill: 'green', shape: 'dot' },
  offline: { fill: 'red', shape: 'ring' },
  refused: { fill: 'red', shape: 'ring' },
  certificate: { fill: 'red', shape: 'ring' },
};

/** The clock's state as its flow nodes show it; where that is well, what gets through. */
export function statusOf(RED: NodeAPI, state: ClockState, quiet?: Quiet): NodeStatus {
  const isWell = state === 'online' || state === 'unknown';
  const text = isWell && quiet !== undefined ? quietText(RED, quiet) : RED._(`device.status.${state}`);
  return { ...SHAPES[state], text };
}

function quietText(RED: NodeAPI, { allow, untilText }: Pick<Quiet, 'allow' | 'untilText'>): string {
  return untilText === ''
    ? RED._(`device.quiet.now.${allow}`)
    : RED._(`device.quiet.until.${allow}`, { time: untilText });
}

/**
 * Explains an error of a clock, or of the account that was asked about it.
 * @param name of the clock; empty where none is known
 * @param account the id of its account; empty where it has none
 */
export function explainClock(RED: NodeAPI, thrown: unknown, name: string, account: string): Explanation {
  const error = toLaMetricError(thrown);
  // An account is chosen in the clock's own dialog.
  if (error.origin === 'account' && error.reason !== 'none-chosen') {
    return explain(RED, error, 'lametric-account', deployedName(RED, account));
  }
  const explanation = explain(RED, error, 'lametric-device', name);
  const { code, reason, statusCode } = error;
  if (code === 'NOT_AUTHORIZED') return { ...explanation, status: statusOf(RED, 'refused') };
  if (reason === 'quiet' || reason === 'always-quiet') {
    const text = quietText(RED, { allow: 'critical', untilText: error.until });
    return { ...explanation, status: { ...explanation.status, text } };
  }
  const isOff = code === 'UNREACHABLE' && reason === undefined && statusCode === undefined;
  return isOff ? { ...explanation, status: statusOf(RED, 'offline') } : explanation;
}
