import type { NodeAPI } from 'node-red';
import { isIconCode } from '../lametric/cloud/icons';
import { LaMetricError } from '../lametric/errors';
import { isString } from '../lametric/guards';
import { type AdminEndpoints, AdminFile, RefusedRequest, isText, malformed } from '../runtime/admin';
import { Gallery } from './gallery';

/** How long a browser keeps the picture of an icon, which never changes: seconds. */
const PICTURE_MAX_AGE = 7 * 24 * 60 * 60;

/** Registers `icons` and `icons/:code`. @param cloudUrl base address of the LaMetric cloud, without a slash at its end */
export function registerIconRoutes(RED: NodeAPI, endpoints: AdminEndpoints, cloudUrl: string): void {
  const gallery = new Gallery(cloudUrl, RED.settings.userDir);

  endpoints.read('icons', ({ query }) => {
    const search = readSearch(query);
    if (search === undefined) throw malformed(RED);
    return gallery.find(search.typed, search.page);
  });

  endpoints.read('icons/:code', async ({ params: { code } }) => {
    const noIcon = () => new RefusedRequest(404, 'NOT_FOUND', RED._('common.request.icon'));
    if (!isIconCode(code)) throw noIcon();
    const { type, content } = await gallery.picture(code).catch((error: unknown) => {
      throw error instanceof LaMetricError && error.code === 'NOT_FOUND' ? noIcon() : error;
    });
    return new AdminFile(type, content, PICTURE_MAX_AGE);
  });
}

/** A text to search for and a page of its icons, which counts from 0. @returns `undefined` for parameters of no use */
function readSearch({ search = '', page = '0' }: Record<string, unknown>) {
  if (!isText(search) || !isString(page) || !/^\d{1,6}$/.test(page)) return undefined;
  return { typed: search, page: Number(page) };
}
