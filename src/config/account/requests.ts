/** What comes to the account's admin endpoints, checked. Each function returns `undefined` for what cannot be used. */
import { type Grant, parseScopes } from '../../lametric/cloud/oauth';
import { isObject, isString, parseUrl } from '../../lametric/guards';

const CALLBACK_PATH = '/lametric-account/callback';
/** What Node-RED's editor sends for a password that it does not know. */
const UNCHANGED_PASSWORD = '__PWRD__';
const MAX_TEXT = 4096;

export interface AuthorizeRequest {
  clientId: string;
  /** `undefined` means the deployed one. */
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
  const asked = isText(scopes) ? parseScopes(scopes) : [];
  if (asked.length === 0) return undefined;
  const isKnown = clientSecret.trim() !== '' && clientSecret !== UNCHANGED_PASSWORD;
  return { clientId, clientSecret: isKnown ? clientSecret : undefined, scopes: asked, grant, redirectUri };
}

export interface RedeemRequest {
  handshake: string;
  /** The address that the browser ended at, as the user pasted it; `undefined` without one. */
  address: unknown;
}

export function readRedeemRequest(body: unknown): RedeemRequest | undefined {
  return isObject(body) && isString(body.handshake)
    ? { handshake: body.handshake, address: body.address }
    : undefined;
}

/** Whether LaMetric may send the browser there: to our callback, under whatever host the editor is seen. */
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

/** The fields in the query and the fragment of a pasted address, if it is the handshake's own. */
export function readPastedAddress(address: unknown, redirectUri: string): Record<string, string> | undefined {
  const url = isString(address) ? parseUrl(address.trim()) : undefined;
  const expected = parseUrl(redirectUri);
  if (url === undefined || url.host !== expected?.host || url.pathname !== expected.pathname)
    return undefined;
  return Object.fromEntries([...url.searchParams, ...new URLSearchParams(url.hash.slice(1))]);
}

const isText = (value: unknown): value is string => isString(value) && value.length <= MAX_TEXT;
