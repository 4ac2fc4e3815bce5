/** The pictures of an icon: of the gallery, or a `data:` picture. */
import type { IconPicture } from '../../src/lametric/display/screen';
import { decodeAddress } from '../../src/icons/editor/decode';
import { drawnIcon } from '../clock/icons';

/** Undefined until it is decoded, and if it is no picture. */
const decoded = new Map<string, readonly IconPicture[] | undefined>();

export function iconPictures(code: string): readonly IconPicture[] | undefined {
  if (!code.startsWith('data:')) return drawnIcon(code);
  if (!decoded.has(code)) {
    decoded.set(code, undefined);
    decodeAddress(code).then(
      (pictures) => decoded.set(code, pictures),
      () => undefined, // It is no picture: the placeholder stays.
    );
  }
  return decoded.get(code);
}
