import type { NodeAPI } from 'node-red';
import { saidBy } from '../lametric/errors';

/** Runs code that nobody waits for, in a listener or a timer. A fault in it is logged, and ends neither Node-RED nor its start. */
export function inBackground({ log }: Pick<NodeAPI, 'log'>, work: () => unknown): void {
  Promise.resolve()
    .then(work)
    .catch((fault: unknown) =>
      log.error(fault instanceof Error ? (fault.stack ?? fault.message) : saidBy(fault)),
    );
}
