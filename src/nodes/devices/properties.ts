import { choice } from '../../lametric/choice';

/** The properties of a `lametric devices` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The id of a `lametric-account`. */
  account: '',
  device: '',
  /** How to read `device`: a type of TypedInput, or `all` for all devices. */
  deviceType: 'all',
  output: choice('array', 'each'),
  /** Whether the devices are sent on with their `api_key`. */
  apiKeys: false,
};
export type DevicesProperties = typeof DEFAULTS;
