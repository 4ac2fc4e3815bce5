import { isObject, isString } from '../../../lametric/guards';

const CALLBACK_PATH = 'lametric-account/callback';

/** The ways in which a redirect address is wrong, or may turn out to be; each has a text in the account's catalogue. */
export type RedirectProblem = 'unusable' | 'insecure' | 'elsewhere';

/**
 * The address of our callback as this very browser sees it: behind a proxy, Node-RED itself would guess wrong.
 * @param page the address of the editor's page
 * @param apiRootUrl where the admin API is, relative to that page or absolute
 */
export function proposeRedirectAddress(page: string, apiRootUrl: string): string {
  const url = new URL(`${apiRootUrl}${CALLBACK_PATH}`, page);
  return url.origin + url.pathname;
}

/** @returns `undefined` for an address that leads back to this editor and that LaMetric should accept */
export function redirectProblem(address: string, proposed: string): RedirectProblem | undefined {
  const url = parseUrl(address);
  if (url === undefined) return 'unusable';
  const ours = /^https?:$/.test(url.protocol) && url.pathname.endsWith(`/${CALLBACK_PATH}`);
  if (!ours || url.hash !== '' || url.username + url.password !== '') return 'unusable';
  if (url.origin + url.pathname !== proposed) return 'elsewhere';
  const local = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === 'https:' || local ? undefined : 'insecure';
}

/** What to register where LaMetric takes no plain http: the browser cannot come back there, but its address can be pasted. */
export function localhostAddress(proposed: string): string {
  const url = new URL(proposed);
  url.hostname = 'localhost';
  return url.href;
}

/** What a browser keeps of an address that the user has set and that worked; empty for the proposed one. */
export function keepAddress(address: string, proposed: string): string {
  return address === proposed ? '' : JSON.stringify({ address, proposed });
}

/** The address to begin with: the one that was kept, as long as the editor is seen where it was then. */
export function recallAddress(kept: string, proposed: string): string {
  const value: unknown = kept.startsWith('{') ? JSON.parse(kept) : undefined;
  return isObject(value) && value.proposed === proposed && isString(value.address) ? value.address : proposed;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
