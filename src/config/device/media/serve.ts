import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MediaStore } from './store';

/** Where sounds are, below the root of whatever serves them. */
export const FOLDER = 'lametric/media/';
const ADDRESS = /^\/lametric\/media\/([0-9a-f]{32})\.mp3$/;

/** The file of a sound in that folder. */
export const fileOf = (name: string): string => `${name}.mp3`;

/** Whether a request is for sounds, to be answered by `serve` and nobody else. */
export const isForMedia = ({ url = '' }: IncomingMessage): boolean => url.startsWith(`/${FOLDER}`);

/** Answers with a sound, or a part of it; with 404 to everything else. */
export function serve(
  store: MediaStore,
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('Cache-Control', 'no-store');
  const [, name] = ADDRESS.exec(url) ?? [];
  const isRead = method === 'GET' || method === 'HEAD';
  const bytes = isRead && name !== undefined ? store.fetch(name) : undefined;
  if (bytes === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Accept-Ranges', 'bytes');
  const range = rangeIn(headers.range, bytes.length);
  if (range === 'none') {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: bytes.length };
  response.writeHead(range === undefined ? 200 : 206, {
    'Content-Type': 'audio/mpeg',
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': end - start,
    ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` }),
  });
  // Node leaves the body out for HEAD.
  response.end(bytes.subarray(start, end));
}

interface Part {
  start: number;
  end: number;
}

/**
 * The part that `Range` asks for (RFC 9110, section 14.1.2); `undefined` for all, as with several parts or one the wrong
 * way round, and `none` where there are no such bytes.
 */
function rangeIn(header: string | undefined, size: number): Part | 'none' | undefined {
  const text = header?.trim() ?? '';
  const [, suffix] = /^bytes=-(\d+)$/.exec(text) ?? [];
  if (suffix !== undefined) return within(Math.max(0, size - Number(suffix)), size, size);
  const [, first, last = ''] = /^bytes=(\d+)-(\d*)$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const end = Number(last || Infinity) + 1;
  return Number(first) < end ? within(Number(first), end, size) : undefined;
}

function within(start: number, end: number, size: number): Part | 'none' {
  return start < size ? { start, end: Math.min(end, size) } : 'none';
}
