/** The properties of a `lametric devices` node. */
export interface DevicesProperties {
  name: string;
  /** The id of a `lametric-account`. */
  account: string;
  device: string;
  /** How to read `device`: a type of TypedInput, or `all` for all devices. */
  deviceType: string;
  output: 'array' | 'each';
  /** Whether the devices are sent on with their `api_key`. */
  apiKeys: boolean;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<DevicesProperties> = {
  name: '',
  account: '',
  device: '',
  deviceType: 'all',
  output: 'array',
  apiKeys: false,
};
