/**
 * The gallery of icons in the LaMetric cloud, which needs no token.
 * Source: lametric-documentation.readthedocs.io, "Icons".
 */
import { LaMetricError } from '../errors';
import { isInteger, isObject } from '../guards';
import { send } from '../http/exchange';
import type { ApiRequest } from '../connection/request';
import { notDocumented, readList, readText } from './cloud';
import type { Icon, IconPage } from './types';

/** A longer title is cut: characters. */
const MAX_TITLE = 100;
/** A picture has 8x8 pixels, and a movie some dozens of those: bytes. */
const MAX_PICTURE = 64 * 1024;

/** The picture of an icon. */
export interface Picture {
  type: 'image/png' | 'image/gif';
  content: Buffer;
}

/** Whether it is the code of an icon in the gallery, such as `i2` or `a1`. */
export function isIconCode(value: unknown): value is string {
  return typeof value === 'string' && /^[ia]\d{1,9}$/.test(value);
}

/** One page of the icons, the most popular first. @param page counts from 0 */
export const getIcons = (page: number, pageSize: number): ApiRequest<IconPage> => ({
  method: 'GET',
  path: `/api/v2/icons?page=${page}&page_size=${pageSize}&fields=code,title&order=popular`,
  parse: (answer) => {
    const pageCount = isObject(answer) && isObject(answer.meta) ? answer.meta.page_count : undefined;
    if (!isObject(answer) || !isInteger(pageCount)) return notDocumented('page of icons');
    return { icons: readList(answer.data, readIcon, 'page of icons'), pageCount };
  },
});

/**
 * The picture of an icon, as the gallery shows it.
 * @param cloudUrl base address, without a slash at the end
 * @throws {LaMetricError} `NOT_FOUND` where the gallery has no such icon; `BAD_RESPONSE` for anything but a small PNG or GIF
 */
export async function getPicture(cloudUrl: string, code: string, signal: AbortSignal): Promise<Picture> {
  const ending = code.startsWith('a') ? 'gif' : 'png';
  const url = `${cloudUrl}/content/apps/icon_thumbs/${code.slice(1)}_icon_thumb.${ending}`;
  const { data, status } = await send<Buffer>({
    url,
    headers: { Accept: 'image/png, image/gif' },
    responseType: 'arraybuffer',
    signal,
  });
  const type = typeOf(data);
  if (type === undefined || data.length > MAX_PICTURE) {
    const message = 'the answer is not the picture of an icon';
    throw new LaMetricError('BAD_RESPONSE', message, { statusCode: status });
  }
  return { type, content: data };
}

/** By its first bytes, since a content type may be wrong. */
function typeOf(content: Buffer): Picture['type'] | undefined {
  const start = content.toString('latin1', 0, 8);
  if (start === '\x89PNG\r\n\x1a\n') return 'image/png';
  return /^GIF8[79]a/.test(start) ? 'image/gif' : undefined;
}

function readIcon(value: unknown): Icon | undefined {
  if (!isObject(value) || !isIconCode(value.code)) return undefined;
  return { code: value.code, title: (readText(value.title) ?? '').slice(0, MAX_TITLE) };
}
