import assert from 'node:assert/strict';
import type { Simulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { TOKEN } from '../helpers/paths';

/** The address of the consent page; an `undefined` change leaves the parameter out. */
export function authorizeUrl(simulator: Simulator, changes: Record<string, string | undefined> = {}): string {
  const parameters: Record<string, string | undefined> = {
    client_id: simulator.client.id,
    redirect_uri: simulator.client.redirectUris[0],
    response_type: 'code',
    scope: 'basic devices_read',
    state: 'state-1',
    ...changes,
  };
  const url = new URL('/api/v2/oauth2/authorize/', simulator.url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** The parameters that the consent page redirects with. */
export async function consent(
  simulator: Simulator,
  changes: Record<string, string> = {},
  decision: 'approve' | 'deny' = 'approve',
): Promise<URLSearchParams> {
  return new URL(await simulator.authorize(authorizeUrl(simulator, changes), decision)).searchParams;
}

/** The form that exchanges a code. */
export function exchangeForm(simulator: Simulator, code: string): Record<string, string> {
  return {
    client_id: simulator.client.id,
    client_secret: simulator.client.secret,
    grant_type: 'authorization_code',
    redirect_uri: simulator.client.redirectUris[0] ?? '',
    code,
  };
}

/** The form that exchanges a refresh token. */
export function refreshForm(simulator: Simulator, refreshToken: string): Record<string, string> {
  return {
    client_id: simulator.client.id,
    client_secret: simulator.client.secret,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  };
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  /** An object or, with its indices as keys, a list. */
  body: Record<string, unknown>;
}

/** Posts to the token endpoint, urlencoded. */
export function postToken(simulator: Simulator, form: Record<string, string>): Promise<JsonAnswer> {
  return request(simulator, TOKEN, { method: 'POST', body: new URLSearchParams(form) });
}

/** Requests a resource, with a bearer token if there is one. */
export function resource(
  simulator: Simulator,
  path: string,
  token?: unknown,
  options: RequestInit = {},
): Promise<JsonAnswer> {
  const headers = typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
  return request(simulator, path, { ...options, headers });
}

/** Posts JSON to the control surface. */
export function control(simulator: Simulator, path: string, body: unknown): Promise<JsonAnswer> {
  return request(simulator, path, { method: 'POST', body: JSON.stringify(body) });
}

async function request(simulator: Simulator, path: string, options: RequestInit): Promise<JsonAnswer> {
  const response = await fetch(simulator.url + path, options);
  const text = await response.text();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  assert.ok(isObjectOrList(body), text);
  return { status: response.status, headers: response.headers, body };
}

function isObjectOrList(value: unknown): value is Record<string, unknown> {
  return isObject(value) || Array.isArray(value);
}
