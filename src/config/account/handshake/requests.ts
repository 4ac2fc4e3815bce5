/** Checks the requests to the account's admin endpoints. Each `read…` returns `undefined` for a request of no use. */
import { type Grant, parseScopes } from '../../../lametric/cloud/oauth';
import { isObject, isString, parseUrl } from '../../../lametric/guards';

const CALLBACK_PATH = '/lametric-account/callback';
/** Node-RED's editor sends this for a password that it does not know. */
const UNCHANGED_PASSWORD = '__PWRD__';
/** Characters. */
const MAX_TEXT = 4096;

export interface AuthorizeRequest {
  clientId: string;
  /** `undefined` stands for the deployed one. */
  clientSecret: string | undefined;
  scopes: string[];
  grant: Grant;
  redirectUri: string;
}

export function readAuthorizeRequest(body: unknown): AuthorizeRequest | undefined {
  if (!isObject(body)) return undefined;
  const { clientId, clientSecret = '', scopes, flow: grant, redirectUri } = body;
  if (!isText(clientId) || clientId.trim() === '' || !isText(clientSecret) || !isText(redirectUri)) {
    return undefined;
  }
  if (grant !== 'code' && grant !== 'implicit') return undefined;
  const scopeList = isText(scopes) ? parseScopes(scopes) : [];
  if (scopeList.length === 0) return undefined;
  const isKnown = clientSecret.trim() !== '' && clientSecret !== UNCHANGED_PASSWORD;
  return {
    clientId,
    clientSecret: isKnown ? clientSecret : undefined,
    scopes: scopeList,
    grant,
    redirectUri,
  };
}

export interface RedeemRequest {
  handshake: string;
  /** The address that LaMetric redirected the browser to, as the user pasted it, unchecked; `undefined` without one. */
  address: unknown;
}

export function readRedeemRequest(body: unknown): RedeemRequest | undefined {
  return isObject(body) && isString(body.handshake)
    ? { handshake: body.handshake, address: body.address }
    : undefined;
}

export interface IconSearch {
  /** Words of a title, or a code; empty for all icons. */
  typed: string;
  /** Counts from 0. */
  page: number;
}

export function readIconSearch({ search = '', page = '0' }: Record<string, unknown>): IconSearch | undefined {
  if (!isText(search) || !isString(page) || !/^\d{1,6}$/.test(page)) return undefined;
  return { typed: search, page: Number(page) };
}

/** Whether the address is that of our callback. Its host may be any, since only the browser knows where it sees the editor. */
export function isRedirectUri(text: string): boolean {
  const url = parseUrl(text);
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.pathname.endsWith(CALLBACK_PATH) &&
    url.username + url.password === '' &&
    !text.includes('#')
  );
}

/** The fields in the query and the fragment of a pasted address, if it leads to the handshake's redirect URI. */
export function readPastedAddress(address: unknown, redirectUri: string): Record<string, string> | undefined {
  const url = isString(address) ? parseUrl(address.trim()) : undefined;
  const expected = parseUrl(redirectUri);
  if (url === undefined || url.host !== expected?.host || url.pathname !== expected.pathname)
    return undefined;
  return Object.fromEntries([...url.searchParams, ...new URLSearchParams(url.hash.slice(1))]);
}

const isText = (value: unknown): value is string => isString(value) && value.length <= MAX_TEXT;
