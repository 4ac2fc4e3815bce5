import { isLoopback, isString, parseUrl } from '../../lametric/guards';

/** The setting in settings.js with the cloud's address, and its default. */
export const CLOUD_URL_SETTING = 'lametricAccountCloudUrl';
export const DEFAULT_CLOUD_URL = 'https://developer.lametric.com';

/**
 * Reads the setting.
 * @returns the address without a slash at its end; `undefined` for one that could leak tokens: anything but https, other
 * than to this computer
 */
export function readCloudUrl(setting: unknown = DEFAULT_CLOUD_URL): string | undefined {
  const url = isString(setting) ? parseUrl(setting) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) {
    return url.origin + url.pathname.replace(/\/+$/, '');
  }
  return undefined;
}
