/** LaMetric's gallery of icons, as Node-RED's runtime knows it. */
import type { Icon } from '../../lametric/cloud/types';
import { isObject, isString } from '../../lametric/guards';
import { request } from '../../editor/admin-api';

/**
 * Searches by words of the title, or by code.
 * @param page counts from 0
 * @throws {AdminError}
 */
export async function findIcons(search: string, page: number): Promise<FoundIcons> {
  const query = new URLSearchParams({ search, page: String(page) });
  return readFound(await request(`lametric-account/icons?${query}`));
}

/** @param answer of the icons endpoint, unchecked: an entry that is no icon is left out */
export function readFound(answer: unknown) {
  const { icons, total, complete } = isObject(answer) ? answer : {};
  if (!Array.isArray(icons)) return { icons: [], total: 0, complete: true };
  return {
    icons: icons
      .filter(isObject)
      .flatMap(({ code, title }): Icon[] => (isString(code) && isString(title) ? [{ code, title }] : [])),
    /** How many were found in all. */
    total: Number(total),
    /** Whether all of the gallery was searched; if not, the runtime is loading the rest. */
    complete: complete === true,
  };
}
export type FoundIcons = ReturnType<typeof readFound>;

/** The code that a typed text stands for: a number alone is that of a picture. `undefined` if it is none. */
export function codeOf(typed: string): string | undefined {
  const [, letter = '', number] = /^([ia]?)(\d{1,9})$/.exec(typed.trim().toLowerCase()) ?? [];
  return number === undefined ? undefined : `${letter || 'i'}${number}`;
}

/**
 * Loads the picture of an icon. Not by its address in an `<img>`: that would carry no login.
 * @returns `undefined` if there is none, or it cannot be loaded, or is not wanted any more
 */
export function loadPicture(code: string, signal?: AbortSignal): Promise<Blob | undefined> {
  return new Promise((resolve) => {
    const url = `lametric-account/icons/${code}`;
    const loading = $.ajax({ url, xhrFields: { responseType: 'blob' } });
    signal?.addEventListener('abort', () => loading.abort());
    loading.then(
      (picture: unknown) => resolve(picture instanceof Blob ? picture : undefined),
      () => resolve(undefined),
    );
  });
}
