/** Clocks that answer as a test wants them to, without a network. */
import type { NamedClock } from '../../src/runtime/which-clocks';
import { LaMetricError, toLaMetricError } from '../../src/lametric/errors';

/** @param changes what it is besides its name; its serial number is `SA-NAME`, its id `id-NAME` */
export function namedClock(name: string, changes: Partial<NamedClock> = {}): NamedClock {
  return {
    id: `id-${name}`,
    name,
    serialNumber: `SA-${name}`,
    send: () => Promise.reject(new Error('not used here')),
    onStatus: () => () => undefined,
    explain: (thrown) => {
      const { code, message } = toLaMetricError(thrown);
      const error = new LaMetricError(code, code === 'INVALID_INPUT' ? message : `clock ${name}: ${message}`);
      return { error, status: { text: code } };
    },
    ...changes,
  };
}
