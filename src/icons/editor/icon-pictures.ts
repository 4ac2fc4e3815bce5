/** The pictures of the icons in a notification. */
import type { IconPicture } from '../../lametric/display/screen';
import { codeOf, loadPicture } from './gallery';
import { decodeAddress, decodeIcon } from './decode';

/** Undefined until it is loaded, and for what is no picture. */
const decoded = new Map<string, readonly IconPicture[] | undefined>();

/** Undefined while they are not there yet: until then, the display shows a placeholder. */
export function iconPictures(icon: string): readonly IconPicture[] | undefined {
  if (!decoded.has(icon)) {
    decoded.set(icon, undefined);
    decode(icon).then(
      (pictures) => decoded.set(icon, pictures),
      () => undefined, // It is no picture: the placeholder stays.
    );
  }
  return decoded.get(icon);
}

async function decode(icon: string): Promise<IconPicture[] | undefined> {
  if (icon.startsWith('data:')) return decodeAddress(icon);
  const code = codeOf(icon);
  const picture = code && (await loadPicture(code));
  return picture ? decodeIcon(picture) : undefined;
}
