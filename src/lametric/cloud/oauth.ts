import { LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import { exchange, parseJson, responseError } from '../http';
import type { HttpRequest } from '../http-message';

/** Milliseconds: its answer is worth waiting for. */
const TOKEN_TIMEOUT = 60_000;
/** How long before its end a token counts as expired: milliseconds. */
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

/** What the token endpoint, or the fragment of the implicit flow, grants. */
export interface TokenSet {
  /** Secret; goes into `Authorization: Bearer`. */
  accessToken: string;
  /** Secret. Every refresh returns a new one, and the old one is dead. The implicit grant has none. */
  refreshToken: string | undefined;
  scopes: string[];
  /** Milliseconds since the epoch, where LaMetric says. */
  expiresAt: number | undefined;
  /** What `expiresAt` was when the token was issued: milliseconds from then. */
  lifetime: number | undefined;
}

export interface AuthorizeRequest {
  cloudUrl: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string;
  grant: Grant;
}

/** The address that the user's browser opens to give consent. */
export function authorizeUrl(request: AuthorizeRequest): string {
  const query = new URLSearchParams({
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    response_type: request.grant === 'code' ? 'code' : 'token',
    scope: request.scopes.join(' '),
    state: request.state,
  });
  return `${request.cloudUrl}/api/v2/oauth2/authorize/?${query.toString()}`;
}

/**
 * Exchanges an authorization code for tokens.
 * @param scopes the scopes that were asked for: what is granted where the answer does not name any.
 * @throws {LaMetricError} with the hint `code` when LaMetric does not take the code (any more)
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
    throw isRefused ? error.with({ code: 'REJECTED', hint: 'code' }) : error;
  }
}

/**
 * Refreshes the access token. The result carries the refresh token to use from now on.
 * @throws {LaMetricError} `NOT_AUTHORIZED` when LaMetric does not take the refresh token any more; any other error says
 * nothing about it
 */
export function refreshTokens(
  client: Client,
  current: { refreshToken: string; scopes: string[] },
): Promise<TokenSet> {
  const { refreshToken } = current;
  const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return requestTokens(client, fields, [refreshToken], current);
}

/**
 * Such a request cannot be aborted, nor repeated once it is sent: its answer may hold the only copy of a rotated token.
 */
async function requestTokens(
  client: Client,
  fields: Record<string, string>,
  secrets: string[],
  previous: Pick<TokenSet, 'refreshToken' | 'scopes'>,
): Promise<TokenSet> {
  const request: HttpRequest = {
    method: 'POST',
    url: `${client.cloudUrl}/api/v2/oauth2/token`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...fields }).toString(),
    secrets: [client.secret, ...secrets],
    timeout: TOKEN_TIMEOUT,
    freshConnection: true,
  };
  const response = await exchange(request);
  const body = parseJson(response.text);
  if (response.statusCode >= 200 && response.statusCode <= 299) {
    const tokens = parseTokenResponse(body, previous);
    if (tokens !== undefined) return tokens;
  }
  throw tokenError(responseError(response, request, 'no access token in the answer'), body);
}

/**
 * What a refusal at the token endpoint means. LaMetric's form of it is not recorded anywhere, so OAuth's and LaMetric's
 * own count. One that is about the grant or the token ends the authorization: `NOT_AUTHORIZED`. One that is about the
 * client, or that says nothing, is no reason to give the authorization up: `REJECTED`.
 */
function tokenError(error: LaMetricError, body: unknown): LaMetricError {
  const name = (error.oauthError ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
  // An answer without a word on what is wrong is no refusal; one that says it is, whatever its status.
  const isRefusal = !error.retryable && (error.code !== 'BAD_RESPONSE' || name !== '');
  if (name !== 'invalidgrant' && !isRefusal) return error;
  const subject = subjectOf(error, name, body);
  if (subject === 'grant') return error.with({ code: 'NOT_AUTHORIZED' });
  return error.with({ code: 'REJECTED', hint: subject === 'client' ? 'client' : 'token-endpoint' });
}

/** What a refusal is about, as far as it tells. */
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
 * `expires_in` may be a string; 0 or missing, it is not known. Without a `refresh_token` or `scope` the previous ones stay.
 * @returns `undefined` when it holds no usable access token.
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

/** Whether to refresh before the next request. A token that lives less than 5 minutes gets a shorter skew. */
export function isDue({ refreshToken, expiresAt, lifetime = Infinity }: TokenSet): boolean {
  if (refreshToken === undefined || expiresAt === undefined) return false;
  return Date.now() >= expiresAt - Math.min(EXPIRY_SKEW, lifetime / 10);
}

/** Whether these tokens are worth nothing any more. With a refresh token, only LaMetric can tell. */
export function hasEnded({ refreshToken, expiresAt }: TokenSet): boolean {
  return refreshToken === undefined && expiresAt !== undefined && Date.now() >= expiresAt;
}

/** Scopes are separated by spaces; some servers take commas. */
export function parseScopes(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '');
}

/** Visible ASCII: whatever else is no token, and could not go into a header. */
function isToken(value: unknown): value is string {
  return isString(value) && /^[\x21-\x7e]{1,4096}$/.test(value);
}

function parseSeconds(value: unknown): number | undefined {
  const seconds = isString(value) && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e9 ? seconds : undefined;
}
