import { LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import { responseError } from '../http/errors';
import { send } from '../http/exchange';
import { parseJson } from '../http/json';
import type { HttpRequest } from '../http/message';

/** Milliseconds. Long, because a lost answer may mean a lost refresh token. */
const TOKEN_TIMEOUT = 60_000;
/** Milliseconds before its end from which a token counts as expired. */
const EXPIRY_SKEW = 30_000;

/** Authorization code grant (LaMetric's "explicit" flow), or implicit grant. */
export type Grant = 'code' | 'implicit';

/** An application that is registered with LaMetric. */
export interface Client {
  /** Base address of the LaMetric cloud, without a slash at its end. */
  cloudUrl: string;
  id: string;
  /** Empty where there is none: the implicit grant needs no secret. */
  secret: string;
}

/** The tokens that the token endpoint, or the fragment of the implicit flow, grants. */
export interface TokenSet {
  /** Secret; goes into `Authorization: Bearer`. */
  accessToken: string;
  /** Secret. Every refresh returns a new one and ends the old one. The implicit grant has none. */
  refreshToken: string | undefined;
  scopes: string[];
  /** Milliseconds since the epoch, if LaMetric tells. */
  expiresAt: number | undefined;
  /** Milliseconds from the issue of the token to `expiresAt`. */
  lifetime: number | undefined;
}

/** The parameters of the authorization endpoint (RFC 6749, section 4.1.1). */
export interface AuthorizeParameters {
  cloudUrl: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string;
  grant: Grant;
}

/** The address that the user's browser opens to give consent. */
export function authorizeUrl(parameters: AuthorizeParameters): string {
  const query = new URLSearchParams({
    client_id: parameters.clientId,
    redirect_uri: parameters.redirectUri,
    response_type: parameters.grant === 'code' ? 'code' : 'token',
    scope: parameters.scopes.join(' '),
    state: parameters.state,
  });
  return `${parameters.cloudUrl}/api/v2/oauth2/authorize/?${query.toString()}`;
}

/**
 * Exchanges an authorization code for tokens.
 * @param scopes the scopes that were asked for; they count as granted if the answer names none
 * @throws {LaMetricError} `REJECTED` with the reason `code` if LaMetric does not accept the code, or not any more
 */
export async function exchangeCode(
  client: Client,
  code: string,
  redirectUri: string,
  scopes: string[],
): Promise<TokenSet> {
  const fields = { grant_type: 'authorization_code', redirect_uri: redirectUri, code };
  try {
    return await requestTokens(client, fields, [code], { refreshToken: undefined, scopes });
  } catch (error) {
    const isRefused = error instanceof LaMetricError && error.code === 'NOT_AUTHORIZED';
    throw isRefused ? error.with({ code: 'REJECTED', reason: 'code' }) : error;
  }
}

/**
 * Refreshes the access token. The result carries the refresh token to use from now on.
 * @param stop ends a request that has no connection yet
 * @throws {LaMetricError} `NOT_AUTHORIZED` if LaMetric does not accept the refresh token any more; any other error says
 * nothing about the token
 */
export function refreshTokens(
  client: Client,
  current: { refreshToken: string; scopes: string[] },
  stop?: AbortSignal,
): Promise<TokenSet> {
  const { refreshToken } = current;
  const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return requestTokens(client, fields, [refreshToken], current, stop);
}

/**
 * Asks the token endpoint. Once sent, this can neither be aborted nor repeated: the answer may hold the only copy of a
 * rotated token.
 * @param previous stands in for the fields that the answer leaves out
 */
async function requestTokens(
  client: Client,
  fields: Record<string, string>,
  secrets: string[],
  previous: Pick<TokenSet, 'refreshToken' | 'scopes'>,
  stop?: AbortSignal,
): Promise<TokenSet> {
  const unsent = new AbortController();
  const abort = () => unsent.abort(stop?.reason);
  stop?.addEventListener('abort', abort);
  const onSent = () => stop?.removeEventListener('abort', abort);
  const exchange = { secrets: [client.secret, ...secrets], freshConnection: true, onSent };
  const request: HttpRequest = {
    method: 'POST',
    url: `${client.cloudUrl}/api/v2/oauth2/token`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    data: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...fields }).toString(),
    timeout: TOKEN_TIMEOUT,
    validateStatus: null,
    signal: unsent.signal,
    exchange,
  };
  const response = await send(request).finally(onSent);
  const body = parseJson(response.data);
  if (response.status >= 200 && response.status <= 299) {
    const tokens = parseTokenResponse(body, previous);
    if (tokens !== undefined) return tokens;
  }
  throw tokenError(responseError(response, exchange, 'no access token in the answer'), body);
}

/**
 * The meaning of a refusal at the token endpoint. LaMetric does not document its form, so both OAuth's form and that of
 * LaMetric's other errors count. A refusal of the grant or the token ends the authorization: `NOT_AUTHORIZED`. A refusal
 * of the client, or one without a reason, does not: `REJECTED`.
 */
function tokenError(error: LaMetricError, body: unknown): LaMetricError {
  const name = (error.oauthError ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
  // A status alone may not mean a refusal, but an answer that names an OAuth error is one with any status.
  const isRefusal = !error.retryable && (error.code !== 'BAD_RESPONSE' || name !== '');
  if (name !== 'invalidgrant' && !isRefusal) return error;
  const subject = subjectOf(error, name, body);
  if (subject === 'grant') return error.with({ code: 'NOT_AUTHORIZED', reason: undefined });
  return error.with({ code: 'REJECTED', reason: subject === 'client' ? 'client' : 'token-endpoint' });
}

/** The thing that LaMetric refuses; `undefined` if the answer does not tell. */
function subjectOf(
  { statusCode, said }: LaMetricError,
  name: string,
  body: unknown,
): 'grant' | 'client' | undefined {
  if (name === 'invalidgrant') return 'grant';
  if (/^(invalid|unauthorized)client$/.test(name)) return 'client';
  if ((statusCode !== 400 && statusCode !== 401) || !isObject(body)) return undefined;
  if (name.startsWith('unsupported')) return undefined;
  const isAboutToken = /token|grant$/.test(name) || /token|\bgrant\b/i.test(said);
  if (!isAboutToken && /client/i.test(said)) return 'client';
  const isOAuthError = isObject(body.error) || /^invalidrequest$|token|grant$/.test(name);
  return Array.isArray(body.errors) || (isAboutToken && isOAuthError) ? 'grant' : undefined;
}

/**
 * Checks a token response, or the fields of the implicit flow's fragment.
 * `expires_in` may be a string; missing or 0, it is unknown. Without `refresh_token` or `scope`, the previous ones stay.
 * @param now milliseconds since the epoch
 * @returns `undefined` if there is no usable access token
 */
export function parseTokenResponse(
  body: unknown,
  previous: Pick<TokenSet, 'refreshToken' | 'scopes'>,
  now = Date.now(),
): TokenSet | undefined {
  if (!isObject(body) || !isToken(body.access_token)) return undefined;
  if (isString(body.token_type) && body.token_type.toLowerCase() !== 'bearer') return undefined;
  const seconds = parseSeconds(body.expires_in);
  const lifetime = seconds === undefined ? undefined : seconds * 1000;
  return {
    accessToken: body.access_token,
    refreshToken: isToken(body.refresh_token) ? body.refresh_token : previous.refreshToken,
    scopes: isString(body.scope) && body.scope.trim() !== '' ? parseScopes(body.scope) : previous.scopes,
    expiresAt: lifetime === undefined ? undefined : now + lifetime,
    lifetime,
  };
}

/** Whether to refresh before the next request: 30 s before the token ends, or less if it lives under 5 minutes. */
export function isExpiring({ refreshToken, expiresAt, lifetime = Infinity }: TokenSet): boolean {
  if (refreshToken === undefined || expiresAt === undefined) return false;
  return Date.now() >= expiresAt - Math.min(EXPIRY_SKEW, lifetime / 10);
}

/** Whether these tokens have come to their end. Of a refresh token, only LaMetric knows. */
export function hasEnded({ refreshToken, expiresAt }: TokenSet): boolean {
  return refreshToken === undefined && expiresAt !== undefined && Date.now() >= expiresAt;
}

/** Scopes are separated by spaces; some servers take commas. */
export function parseScopes(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '');
}

/** Visible ASCII: anything else is no token, and could not go into a header. */
function isToken(value: unknown): value is string {
  return isString(value) && /^[\x21-\x7e]{1,4096}$/.test(value);
}

function parseSeconds(value: unknown): number | undefined {
  const seconds = isString(value) && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e9 ? seconds : undefined;
}
