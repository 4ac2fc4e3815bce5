/** The response of a handshake: stored when LaMetric redirects the browser, redeemed when the editor asks for it. */
import { type Client, exchangeCode, parseTokenResponse } from '../../../lametric/cloud/oauth';
import { LaMetricError } from '../../../lametric/errors';
import { isObject, isString } from '../../../lametric/guards';
import type { Session } from '../session/session';
import {
  type AuthorizationResponse,
  type Consent,
  type Handshake,
  type Handshakes,
  type Outcome,
  forgetSecrets,
  hasExpired,
} from './handshakes';

/** The longest code or scope that a redirect may carry: characters. */
export const MAX_FIELD = 4096;

/**
 * Stores the response of a redirect in the handshake with its `state`. Nothing else happens until the editor redeems it,
 * so a forged redirect changes nothing.
 * @param fields of the redirect's query or fragment, unchecked
 * @param only if given, the response must belong to this handshake
 * @returns false if the state is missing, unknown, used or expired, or the response has the wrong shape
 */
export function storeResponse(handshakes: Handshakes, fields: unknown, only?: Handshake): boolean {
  if (!isObject(fields) || !isString(fields.state)) return false;
  const handshake = handshakes.findByState(fields.state);
  if (handshake === undefined || (only !== undefined && only !== handshake)) return false;
  const { consent, response, outcome } = handshake;
  const isAnswered = response !== undefined || outcome !== undefined;
  if (consent === undefined || isAnswered || hasExpired(handshake)) return false;
  handshake.response = readResponse(fields, consent);
  return handshake.response !== undefined;
}

/**
 * Turns a stored response into an authorization. The code is exchanged once; later calls get the same outcome.
 * @param open gives the session of a client; it is called only when there are tokens for it
 * @param explain gives the message of an error as the user reads it
 * @returns never rejects: an error is the outcome `failed`
 */
export async function redeem(
  handshake: Handshake,
  open: (client: Client) => Session,
  explain: (error: unknown) => string,
): Promise<Outcome> {
  const { consent, response, redirectUri } = handshake;
  if (handshake.outcome === undefined) {
    if (hasExpired(handshake) || consent === undefined) return { state: 'expired' };
    if (response === undefined) return { state: 'waiting' };
    handshake.outcome = outcomeOf(consent, response, redirectUri, open)
      .catch((error: unknown): Outcome => ({ state: 'failed', message: explain(error) }))
      .finally(() => forgetSecrets(handshake));
  }
  return handshake.outcome;
}

async function outcomeOf(
  { client, scopes }: Consent,
  response: AuthorizationResponse,
  redirectUri: string,
  open: (client: Client) => Session,
): Promise<Outcome> {
  if (response.kind === 'error') {
    const said = response.description || response.error;
    if (response.error === 'access_denied') return { state: 'denied', message: said };
    const isClient = /^(invalid|unauthorized)_client$/.test(response.error);
    throw new LaMetricError('REJECTED', said, { reason: isClient ? 'client' : undefined });
  }
  const tokens =
    response.kind === 'tokens'
      ? response.tokens
      : await exchangeCode(client, response.code, redirectUri, scopes);
  const session = open(client);
  await session.connect(client, tokens);
  return { state: 'connected', persisted: session.persisted };
}

function readResponse(
  fields: Record<string, unknown>,
  { grant, scopes }: Consent,
): AuthorizationResponse | undefined {
  if (isString(fields.error) && fields.error !== '') {
    return { kind: 'error', error: shorten(fields.error), description: shorten(fields.error_description) };
  }
  if (grant === 'code') {
    const { code } = fields;
    return isString(code) && code !== '' && code.length <= MAX_FIELD ? { kind: 'code', code } : undefined;
  }
  const { access_token, expires_in, token_type, scope } = fields;
  if (isString(scope) && scope.length > MAX_FIELD) return undefined;
  // Without `refresh_token`: this flow has none (RFC 6749, section 4.2.2), so it could only be forged.
  const tokens = parseTokenResponse(
    { access_token, expires_in, token_type, scope },
    { refreshToken: undefined, scopes },
  );
  return tokens === undefined ? undefined : { kind: 'tokens', tokens };
}

/** One line of at most 200 characters, since anybody who knows the `state` could have sent it. */
function shorten(text: unknown): string {
  if (!isString(text)) return '';
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return line.slice(0, 200);
}
