/** The pictures of the icons in a notification. */
import type { IconPicture } from '../../lametric/display/screen';
import { codeOf, loadPicture } from './gallery';
import { type Refusal, decodeAddress, decodeIcon } from './decode';

/** Undefined until it is loaded, and for what is no picture. */
const decoded = new Map<string, readonly IconPicture[] | undefined>();

/** Undefined while they are not there yet: until then, the display shows a placeholder. */
export function iconPictures(icon: string): readonly IconPicture[] | undefined {
  if (!decoded.has(icon)) {
    decoded.set(icon, undefined);
    void loadPictures(icon).then((pictures) => decoded.set(icon, pictures));
  }
  return decoded.get(icon);
}

/** @returns `undefined` where it is no picture: the placeholder stays */
export async function loadPictures(icon: string): Promise<readonly IconPicture[] | undefined> {
  if (icon.startsWith('data:')) return unlessRefused(decodeAddress(icon));
  const code = codeOf(icon);
  const file = code && (await loadPicture(code));
  return file ? unlessRefused(decodeIcon(new Uint8Array(await file.arrayBuffer()))) : undefined;
}

function unlessRefused(pictures: IconPicture[] | Refusal): IconPicture[] | undefined {
  return typeof pictures === 'string' ? undefined : pictures;
}
