/** The properties of a `lametric-account`. */
export interface AccountProperties {
  name: string;
  /** The grant of OAuth 2.0: by authorization code, or implicit. */
  flow: 'code' | 'implicit';
  /** Separated by spaces. */
  scopes: string;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<AccountProperties> = {
  name: '',
  flow: 'code',
  scopes: 'basic devices_read devices_write',
};

/** The credentials of a `lametric-account`. */
export interface AccountCredentials {
  clientId?: string;
  /** Not needed for the implicit flow. */
  clientSecret?: string;
}

/** The path of the redirect URI, below the root of Node-RED's admin API. */
export const CALLBACK_PATH = 'lametric-account/callback';
