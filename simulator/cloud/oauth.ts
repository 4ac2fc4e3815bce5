/** The authorization server behind the consent page and the token endpoint. */
import { randomBytes } from 'node:crypto';
import type { Scope, User } from '../../src/lametric/cloud/types';
import {
  failure,
  isForeign,
  json,
  redirect,
  type Answer,
  type Request,
  type TokenResponse,
} from '../server/http';
import { type Consent, consentPage, errorPage, SCOPE_MEANINGS } from './pages';
import type { Client, CloudSettings } from './settings';
import { clientCredentials, parseForm } from './token-request';

/** The password of the one user; the consent page fills it in. */
export const DEMO_PASSWORD = 'demo';

/** The simulator's settings, clients and user, as the authorization server needs them. */
export interface OAuthSettings extends CloudSettings {
  readonly clients: readonly Client[];
  readonly user: User;
}

/** One consent of the user. The tokens that come from it end with it. */
interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  revoked: boolean;
}

interface AccessToken {
  grant: Grant;
  expiresAt: number;
}

interface RefreshToken {
  grant: Grant;
  expiresAt: number;
}

interface Code {
  grant: Grant;
  redirectUri: string;
  expiresAt: number;
  used: boolean;
}

export class OAuth {
  readonly #settings: OAuthSettings;
  readonly #onRefresh: () => void;
  readonly #codes = new Map<string, Code>();
  readonly #accessTokens = new Map<string, AccessToken>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #issued = new Set<string>();

  constructor(settings: OAuthSettings, onRefresh: () => void) {
    this.#settings = settings;
    this.#onRefresh = onRefresh;
  }

  /** Every code and token ever issued. */
  get issued(): ReadonlySet<string> {
    return this.#issued;
  }

  /** The consent page (GET) and the decision that is taken on it (POST to the same address). */
  authorize(request: Request): Answer {
    const { query } = request;
    const { user } = this.#settings;
    const client = this.#client(query.get('client_id'));
    const redirectUri = query.get('redirect_uri') ?? '';
    // Until client and address are known to belong together nothing may be sent there, not even an error.
    if (client === undefined) {
      return errorPage(
        'Unknown application',
        `No application has the client id "${query.get('client_id')}".`,
      );
    }
    if (!isRegistered(client, redirectUri)) {
      return errorPage(
        'Unknown redirect address',
        `"${redirectUri}" is not registered for this application. Registered: ${client.redirectUris.join(', ')}. ` +
          `To register it, start the simulator by: npm run simulator -- --redirect-uri ${redirectUri}`,
      );
    }

    const responseType = query.get('response_type');
    const state = query.get('state');
    const goBack = (result: Record<string, string>): Answer => {
      const parameters = new URLSearchParams(state === null ? result : { ...result, state });
      const address = new URL(redirectUri);
      if (responseType === 'token') address.hash = parameters.toString();
      else for (const [name, value] of parameters) address.searchParams.append(name, value);
      return redirect(address.href);
    };

    if (responseType !== 'code' && responseType !== 'token') {
      return goBack({
        error: 'unsupported_response_type',
        error_description: 'The response_type must be code or token',
      });
    }
    const requested = (query.get('scope') ?? '').split(' ').filter(Boolean);
    const scopes = requested.filter(isScope);
    if (scopes.length === 0 || scopes.length < requested.length) {
      return goBack({ error: 'invalid_scope', error_description: 'A requested scope is unknown or missing' });
    }

    const page = { redirectUri, email: user.email, password: DEMO_PASSWORD, scopes };
    const consent = () => {
      const grant = { clientId: client.id, scopes, revoked: false };
      return responseType === 'token'
        ? this.#implicitToken(grant)
        : { code: this.#issueCode(grant, redirectUri) };
    };
    return this.#consent(request, page, consent, goBack);
  }

  /** The consent page, or where the user's decision on it leads. */
  #consent(
    request: Request,
    page: Consent,
    grant: () => Record<string, string>,
    goBack: (result: Record<string, string>) => Answer,
  ): Answer {
    if (request.method === 'GET') return consentPage(200, page);
    if (isForeign(request)) {
      return errorPage('Not allowed', 'Only the user decides, on the page of the simulator.');
    }
    const form = new URLSearchParams(request.body.toString());
    switch (form.get('decision') ?? '') {
      case 'deny':
        return goBack({ error: 'access_denied', error_description: 'The user denied the request' });
      case 'approve':
        return this.#isUser(form)
          ? goBack(grant())
          : consentPage(401, { ...page, problem: 'This e-mail address or password is wrong.' });
      default:
        return consentPage(400, { ...page, problem: 'Choose Approve or Deny.' });
    }
  }

  #isUser(form: URLSearchParams): boolean {
    return form.get('email') === this.#settings.user.email && form.get('password') === DEMO_PASSWORD;
  }

  /** The token endpoint. */
  async token(request: Request): Promise<Answer> {
    const form = await parseForm(request);
    if (!form) return refusal(400, 'invalid_request', 'The body is neither urlencoded nor multipart');
    const { id, secret } = clientCredentials(request, form);
    const client = this.#client(id);
    if (client === undefined || secret !== client.secret) {
      return refusal(401, 'invalid_client', 'The client id or the client secret is wrong');
    }
    switch (form.get('grant_type') ?? '') {
      case 'authorization_code':
        return this.#redeem(client, form.get('code') ?? '', form.get('redirect_uri'));
      case 'refresh_token':
        return this.#refresh(client, form.get('refresh_token') ?? '');
      default:
        return refusal(400, 'unsupported_grant_type', 'Use authorization_code or refresh_token');
    }
  }

  /** The refusal that a request without a valid token of this scope gets, or `undefined` if it may pass. */
  refuse(request: Request, scope: Scope): Answer | undefined {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = this.#accessTokens.get(bearer ?? '');
    if (!token || token.grant.revoked || token.expiresAt <= Date.now()) {
      return failure(401, 'Unauthorized', { 'www-authenticate': 'native' });
    }
    return token.grant.scopes.includes(scope) ? undefined : failure(403);
  }

  /** A new consent with its first pair of tokens. */
  issueTokens(clientId: string, scopes: readonly string[]): TokenResponse {
    return this.#tokens({ clientId, scopes, revoked: false });
  }

  /** Ends every access token. LaMetric answers an expired token like a revoked one: 401. */
  endAccessTokens(): void {
    this.#accessTokens.clear();
  }

  revokeRefreshTokens(): void {
    this.#refreshTokens.clear();
  }

  #client(id: string | null): Client | undefined {
    return this.#settings.clients.find((client) => client.id === id);
  }

  #issueCode(grant: Grant, redirectUri: string): string {
    const expiresAt = Date.now() + this.#settings.codeLifetime * 1000;
    const code = this.#newSecret();
    this.#codes.set(code, { grant, redirectUri, expiresAt, used: false });
    return code;
  }

  #redeem(client: Client, value: string, redirectUri: string | null): Answer {
    const code = this.#codes.get(value);
    if (code?.grant.clientId !== client.id || code.expiresAt <= Date.now())
      return invalidGrant('The code is unknown or has expired');
    if (code.used) {
      // Somebody else has had the code: RFC 6749, 4.1.2, ends what was issued for it as well.
      code.grant.revoked = true;
      return invalidGrant('The code was used before');
    }
    if (code.redirectUri !== redirectUri) {
      return invalidGrant('The redirect_uri is not the one that the code was sent to');
    }
    code.used = true;
    return granted(this.#tokens(code.grant));
  }

  #refresh(client: Client, value: string): Answer {
    const token = this.#refreshTokens.get(value);
    const isGood =
      token?.grant.clientId === client.id && !token.grant.revoked && token.expiresAt > Date.now();
    if (!isGood) return this.#refuseRefresh();
    this.#refreshTokens.delete(value);
    const tokens = this.#tokens(token.grant);
    this.#onRefresh();
    return granted(tokens);
  }

  #refuseRefresh(): Answer {
    const { refreshRefusal } = this.#settings;
    if (refreshRefusal === 'oauth') {
      return invalidGrant('The refresh token is unknown, used, revoked or expired');
    }
    return failure(refreshRefusal === 'lametric-400' ? 400 : 401, 'Invalid refresh token', NO_STORE);
  }

  #tokens(grant: Grant): TokenResponse {
    const tokens: TokenResponse = {
      ...this.#accessToken(grant),
      scope: grant.scopes.join(' '),
      refresh_token: this.#newSecret(),
    };
    const expiresAt = Date.now() + this.#settings.refreshTokenLifetime * 1000;
    this.#refreshTokens.set(tokens.refresh_token, { grant, expiresAt });
    return tokens;
  }

  #implicitToken(grant: Grant): Record<string, string> {
    const { expires_in, ...token } = this.#accessToken(grant);
    return { ...token, expires_in: String(expires_in), scope: grant.scopes.join(' ') };
  }

  #accessToken(grant: Grant): Pick<TokenResponse, 'access_token' | 'expires_in' | 'token_type'> {
    const lifetime = this.#settings.accessTokenLifetime;
    const value = this.#newSecret();
    this.#accessTokens.set(value, { grant, expiresAt: Date.now() + lifetime * 1000 });
    return { access_token: value, expires_in: lifetime, token_type: 'Bearer' };
  }

  /** 40 digits. */
  #newSecret(): string {
    const secret = randomBytes(20).toString('hex');
    this.#issued.add(secret);
    return secret;
  }
}

const NO_STORE = { 'cache-control': 'no-store' };

function granted(tokens: TokenResponse): Answer {
  return { ...json(200, tokens, NO_STORE), tokens };
}

function refusal(status: number, error: string, description: string): Answer {
  return json(status, { error, error_description: description }, NO_STORE);
}

function invalidGrant(description: string): Answer {
  return refusal(400, 'invalid_grant', description);
}

function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPE_MEANINGS, name);
}

/** Compared as text, query aside: a parsed address would match in spellings that were never registered. */
function isRegistered({ redirectUris }: Client, redirectUri: string): boolean {
  const address = withoutQuery(redirectUri);
  return !redirectUri.includes('#') && redirectUris.some((uri) => withoutQuery(uri) === address);
}

function withoutQuery(address: string): string {
  return address.split('?', 1)[0] ?? '';
}
