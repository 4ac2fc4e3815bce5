import { LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import { type HttpRequest, parseJson, responseError, send } from '../http';

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
 * @throws {LaMetricError}
 */
export function exchangeCode(
  client: Client,
  code: string,
  redirectUri: string,
  scopes: string[],
  signal?: AbortSignal,
): Promise<TokenSet> {
  const fields = { grant_type: 'authorization_code', redirect_uri: redirectUri, code };
  return requestTokens(client, fields, [code], { refreshToken: undefined, scopes }, signal);
}

/**
 * Refreshes the access token. The result carries the refresh token to use from now on.
 * @throws {LaMetricError} with `oauthError` `invalid_grant` when the refresh token is dead.
 */
export function refreshTokens(
  client: Client,
  current: { refreshToken: string; scopes: string[] },
  signal?: AbortSignal,
): Promise<TokenSet> {
  const { refreshToken } = current;
  const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return requestTokens(client, fields, [refreshToken], current, signal);
}

async function requestTokens(
  client: Client,
  fields: Record<string, string>,
  secrets: string[],
  previous: Pick<TokenSet, 'refreshToken' | 'scopes'>,
  signal: AbortSignal | undefined,
): Promise<TokenSet> {
  const request: HttpRequest = {
    method: 'POST',
    url: `${client.cloudUrl}/api/v2/oauth2/token`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...fields }).toString(),
    secrets: [client.secret, ...secrets],
    signal,
  };
  try {
    const response = await send(request);
    // A rotated token must not get lost over a wrong content type: the body alone decides.
    const tokens = parseTokenResponse(parseJson(response.text), previous);
    if (tokens === undefined) throw responseError(response, request, 'no access token in the answer');
    return tokens;
  } catch (error) {
    throw tokenError(error);
  }
}

/**
 * What an error of the token endpoint means: `invalid_grant`, whatever the HTTP status, ends the authorization;
 * any other refusal is about the client, and no reason to give the authorization up.
 */
function tokenError(error: unknown): unknown {
  if (!(error instanceof LaMetricError)) return error;
  if (error.oauthError === 'invalid_grant') return new LaMetricError('NOT_AUTHORIZED', error.message, error);
  if (error.retryable || error.code === 'BAD_RESPONSE') return error;
  return new LaMetricError('REJECTED', error.message, error);
}

/**
 * Checks a token response, or the fields of the implicit flow's fragment.
 * `expires_in` may be a string or missing; without a `refresh_token` or `scope` the previous ones stay.
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

/** Scopes are separated by spaces. */
export function parseScopes(text: string): string[] {
  return text.split(/\s+/).filter((scope) => scope !== '');
}

/** Visible ASCII: whatever else is no token, and could not go into a header. */
function isToken(value: unknown): value is string {
  return isString(value) && /^[\x21-\x7e]{1,4096}$/.test(value);
}

function parseSeconds(value: unknown): number | undefined {
  const seconds = isString(value) && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e9 ? seconds : undefined;
}
