import { choice } from '../../lametric/choice';
import type { QuietHours } from '../../lametric/quiet-hours';

const NO_HOURS: QuietHours[] = [];

/** The properties of a `lametric-device`, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  /** Empty: the clock's own name is shown. */
  name: '',
  /** The clock's own name, as it was when the node was last edited. */
  clockName: '',
  /** The id of a `lametric-account`; empty without one. */
  account: '',
  /** The clock's id in the account. */
  device: '',
  /** Empty: the account's. */
  address: '',
  /** https with the certificate that was remembered, or http. */
  security: choice('pinned', 'http'),
  /** When less gets through than else. */
  quiet: NO_HOURS,
  /** The name of the time zone of `quiet`; empty: Node-RED's own. */
  timezone: '',
};
export type DeviceProperties = typeof DEFAULTS;

/** The credentials of a `lametric-device`. */
export interface DeviceCredentials {
  apiKey?: string;
}
