/** Checks the requests to the account's admin endpoints. Each `read…` returns `undefined` for a request of no use. */
import { type Grant, parseScopes } from '../../../lametric/cloud/oauth';
import { isObject, isString, parseUrl } from '../../../lametric/guards';
import { UNCHANGED_PASSWORD, isText } from '../../../runtime/admin';
import { CALLBACK_PATH } from '../properties';

/** The body of a request to authorize: the form, which need not be deployed. */
export interface AuthorizeRequest {
  clientId: string;
  /** `undefined` stands for the deployed one. */
  clientSecret: string | undefined;
  scopes: string[];
  grant: Grant;
  redirectUri: string;
  /** The tab or subflow that the account is for; `undefined` for all flows. */
  z: string | undefined;
}

/** Checks the body of a request to authorize. */
export function readAuthorizeRequest(body: unknown): AuthorizeRequest | undefined {
  if (!isObject(body)) return undefined;
  const { clientId, clientSecret = '', scopes, flow: grant, redirectUri, z } = body;
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
    z: isText(z) ? z : undefined,
  };
}

/** Checks the body of a request to redeem. `address`, as the user pasted it, stays unchecked. */
export function readRedeemRequest(body: unknown): { handshake: string; address: unknown } | undefined {
  if (!isObject(body) || !isString(body.handshake)) return undefined;
  return { handshake: body.handshake, address: body.address };
}

/** Whether the address is that of our callback. Its host may be any, since only the browser knows where it sees the editor. */
export function isRedirectUri(text: string): boolean {
  const url = parseUrl(text);
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.pathname.endsWith(`/${CALLBACK_PATH}`) &&
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
