/** The pictures of an icon that a notification brings along. */
import type { IconPicture } from '../../lametric/device/screen';

const SIZE = 8;
/** Undefined until it is decoded, and for what is no picture. */
const decoded = new Map<string, readonly IconPicture[] | undefined>();

/** Undefined while they are not there yet: until then, the display shows a placeholder. */
export function iconPictures(code: string): readonly IconPicture[] | undefined {
  if (code.startsWith('data:') && !decoded.has(code)) {
    decoded.set(code, undefined);
    decode(code).then(
      (picture) => decoded.set(code, [picture]),
      () => undefined, // It is no picture: the placeholder stays.
    );
  }
  return decoded.get(code);
}

/** Of a movie the first picture. By hand, because a page's policy may forbid to load a `data:` address. */
async function decode(address: string): Promise<IconPicture> {
  const [, type = '', content = ''] = /^data:([^;,]*);base64,(.*)$/s.exec(address) ?? [];
  const bytes = Uint8Array.from(atob(content), (character) => character.codePointAt(0) ?? 0);
  const bitmap = await createImageBitmap(new Blob([bytes], { type }));
  const context = new OffscreenCanvas(SIZE, SIZE).getContext('2d');
  if (!context) throw new Error('The browser has no canvas');
  context.drawImage(bitmap, 0, 0, SIZE, SIZE);
  const { data } = context.getImageData(0, 0, SIZE, SIZE);
  const pixels = Array.from({ length: SIZE * SIZE }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = data.slice(index * 4, index * 4 + 3);
    return [red, green, blue] as const;
  });
  return { pixels, delay: 0 };
}
