import { isLoopback, isObject, isString, parseUrl } from '../../../lametric/guards';
import { CALLBACK_PATH } from '../properties';

/** Why a redirect address will not work, or may not; each has a text in the account's catalogue. */
export type RedirectProblem = 'unusable' | 'insecure' | 'elsewhere';

/**
 * The address of our callback as this browser sees it. Node-RED itself could not know it behind a proxy.
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
  return url.protocol === 'https:' || isLoopback(url) ? undefined : 'insecure';
}

/**
 * An address to register instead of an insecure one: LaMetric accepts plain http for localhost only. A browser elsewhere
 * cannot come back to it, but the user can paste the address at which the browser ended.
 */
export function localhostAddress(proposed: string): string {
  const url = new URL(proposed);
  url.hostname = 'localhost';
  return url.href;
}

/** Makes the text by which the browser remembers an address that worked; empty for the proposed one. */
export function keepAddress(address: string, proposed: string): string {
  return address === proposed ? '' : JSON.stringify({ address, proposed });
}

/** The address to begin with: the one that was kept, if the browser still sees the editor at the same address. */
export function recallAddress(kept: string, proposed: string): string {
  const value: unknown = kept.startsWith('{') ? JSON.parse(kept) : undefined;
  return isObject(value) && value.proposed === proposed && isString(value.address) ? value.address : proposed;
}
