/** The properties of a `lametric-device`. */
export interface DeviceProperties {
  /** Empty: the clock's own name is shown. */
  name: string;
  /** The clock's own name, as it was when the node was last edited. */
  clockName: string;
  /** The id of a `lametric-account`; empty without one. */
  account: string;
  /** The clock's id in the account. */
  device: string;
  /** Empty: the account's. */
  address: string;
  /** https with the certificate that was remembered, or http. */
  security: 'pinned' | 'http';
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<DeviceProperties> = {
  name: '',
  clockName: '',
  account: '',
  device: '',
  address: '',
  security: 'pinned',
};

/** The credentials of a `lametric-device`. */
export interface DeviceCredentials {
  apiKey?: string;
}
