import { type TokenSet, hasEnded } from '../../../lametric/cloud/oauth';

/** The tokens of one account and client, with their history. */
export interface Authorization {
  tokens: TokenSet;
  /** When the tokens were granted: milliseconds since the epoch, if it is known. */
  refreshedAt: number | undefined;
  /** LaMetric no longer accepts the refresh token: there are no more token requests until the user connects again. */
  revoked: boolean;
}

/** An authorization that has its place in the store. */
export interface StoredAuthorization extends Authorization {
  /** Tells tokens apart: it rises with every write. */
  generation: number;
}

/** A saved authorization that cannot be read is `unreadable`. */
export type Known = StoredAuthorization | 'unreadable' | undefined;

/** The state of a session, as the admin endpoints and the nodes show it. */
export type SessionState = 'disconnected' | 'connected' | 'reconnect';

/** Why the user has to connect again. */
export type ReconnectReason = 'revoked' | 'unreadable' | 'expired';

/** The status of the nodes that use an account: the state of its session, or an event that matters more at the moment. */
export type SessionStatus = SessionState | 'refreshing' | 'unsaved' | 'away';

/** @returns `undefined` where the user does not have to */
export function reconnectReasonOf(known: Known): ReconnectReason | undefined {
  if (known === 'unreadable') return 'unreadable';
  if (known?.revoked) return 'revoked';
  return known !== undefined && hasEnded(known.tokens) ? 'expired' : undefined;
}

/** The state of a session that knows of this authorization. */
export function stateOf(known: Known): SessionState {
  if (reconnectReasonOf(known) !== undefined) return 'reconnect';
  return known === undefined ? 'disconnected' : 'connected';
}
