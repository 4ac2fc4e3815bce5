import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decoder = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** By their name in `Content-Encoding`. Even these come unasked, since requests accept only `identity`. */
const decoders = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  // By the standard this is zlib's format, but some servers leave zlib's header out.
  ['deflate', (body, options) => promisify(isZlib(body) ? inflate : inflateRaw)(body, options)],
]);

const isZlib = (body: Buffer) => ((body[0] ?? 0) & 0x0f) === 8;

/**
 * Unpacks a body by its `Content-Encoding`, which names the encodings in the order in which they were applied.
 * An unknown encoding is ignored: the body then proves not to be JSON.
 * @throws {Error} when the body is damaged; a `RangeError` when it would be longer than `limit`
 */
export async function unpack(body: Buffer, encodings: string, limit: number): Promise<Buffer> {
  let unpacked = body;
  for (const name of encodings.toLowerCase().split(',').toReversed()) {
    const decoder = decoders.get(name.trim());
    // An answer without a body may still name an encoding.
    if (decoder && unpacked.length > 0) unpacked = await decoder(unpacked, { maxOutputLength: limit });
  }
  return unpacked;
}

/** The text of a body: UTF-8, or UTF-16 where a byte order mark says so. The mark itself is left out. */
export function decode(body: Buffer): string {
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le').decode(body);
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder('utf-16be').decode(body);
  return body.toString().replace(/^\ufeff/, '');
}
