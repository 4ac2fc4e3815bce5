import { type TokenSet, hasEnded } from '../../../lametric/cloud/oauth';

/** The tokens of one account and client, with their history. */
export interface Authorization {
  tokens: TokenSet;
  /** When the tokens were granted: milliseconds since the epoch, if it is known. */
  refreshedAt: number | undefined;
  /** LaMetric does not accept the refresh token any more: no more token requests until the user connects again. */
  latched: boolean;
}

/** A saved authorization that cannot be read is `unreadable`. */
type Known = Authorization | 'unreadable' | undefined;

export type SessionState = 'disconnected' | 'connected' | 'reconnect';

/** Why the user has to connect again. */
export type ReconnectReason = 'revoked' | 'unreadable' | 'expired';

/** Shown by the nodes that use an account: the state of its session, or an event that matters more at the moment. */
export type SessionStatus = SessionState | 'refreshing' | 'unsaved' | 'away';

export function reconnectReasonOf(known: Known): ReconnectReason | undefined {
  if (known === 'unreadable') return 'unreadable';
  if (known?.latched) return 'revoked';
  return known !== undefined && hasEnded(known.tokens) ? 'expired' : undefined;
}

export function stateOf(known: Known): SessionState {
  if (reconnectReasonOf(known) !== undefined) return 'reconnect';
  return known === undefined ? 'disconnected' : 'connected';
}

export function areSame(one: TokenSet, other: TokenSet): boolean {
  return one.accessToken === other.accessToken && one.refreshToken === other.refreshToken;
}
