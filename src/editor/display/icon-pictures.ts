/** The pictures of the icons in a notification. */
import type { IconPicture } from '../../lametric/device/screen';
import { codeOf, loadPicture } from '../gallery';
import { blobOf, readPixels } from '../picker/pixels';

/** Undefined until it is loaded, and for what is no picture. */
const decoded = new Map<string, readonly IconPicture[] | undefined>();

/** Undefined while they are not there yet: until then, the display shows a placeholder. */
export function iconPictures(icon: string): readonly IconPicture[] | undefined {
  if (!decoded.has(icon)) {
    decoded.set(icon, undefined);
    decode(icon).then(
      (picture) => decoded.set(icon, picture && [picture]),
      () => undefined, // It is no picture: the placeholder stays.
    );
  }
  return decoded.get(icon);
}

/** Of a movie the first picture. */
async function decode(icon: string): Promise<IconPicture | undefined> {
  const code = codeOf(icon);
  const picture = icon.startsWith('data:') ? blobOf(icon) : code && (await loadPicture(code));
  if (!picture) return undefined;
  const pixels = (await readPixels(picture)).map((colour) => {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2) || '0', 16));
    return [red ?? 0, green ?? 0, blue ?? 0] as const;
  });
  return { pixels, delay: 0 };
}
