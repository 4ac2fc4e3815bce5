/** Pictures of icons, from files. */
import type { IconPicture, Rgb } from '../../lametric/display/screen';
import { type Pixels, blobOf, readPixels } from './pixels';

/** Of a movie all pictures, where the browser can tell them apart; else the first. */
export async function decodeIcon(picture: Blob): Promise<IconPicture[]> {
  // Pages of http lack it, but for those of this computer, and so do older browsers.
  if (picture.type !== 'image/gif' || !('ImageDecoder' in globalThis)) {
    return [{ pixels: toRgb(await readPixels(picture)), delay: 0 }];
  }
  // oxlint-disable-next-line no-restricted-globals -- it is there, as the line above has made sure
  const decoder = new ImageDecoder({ data: await picture.arrayBuffer(), type: picture.type });
  try {
    await Promise.all([decoder.tracks.ready, decoder.completed]);
    const pictures: IconPicture[] = [];
    const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      // Microseconds.
      pictures.push({ pixels: toRgb(await readPixels(image)), delay: (image.duration ?? 0) / 1000 });
      image.close();
    }
    return pictures;
  } finally {
    decoder.close();
  }
}

/** @param address a `data:` address */
export const decodeAddress = (address: string): Promise<IconPicture[]> => decodeIcon(blobOf(address));

function toRgb(pixels: Pixels): Rgb[] {
  return pixels.map((colour) => {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2) || '0', 16));
    return [red ?? 0, green ?? 0, blue ?? 0];
  });
}
