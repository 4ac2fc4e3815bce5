import { choice } from '../../lametric/choice';

/** The properties of a `lametric-account`, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The grant of OAuth 2.0: by authorization code, or implicit. */
  flow: choice('code', 'implicit'),
  /** Separated by spaces. */
  scopes: 'basic devices_read devices_write',
};
export type AccountProperties = typeof DEFAULTS;

/** The credentials of a `lametric-account`. */
export interface AccountCredentials {
  clientId?: string;
  /** Not needed for the implicit flow. */
  clientSecret?: string;
}

/** The path of the redirect URI, below the root of Node-RED's admin API. */
export const CALLBACK_PATH = 'lametric-account/callback';
