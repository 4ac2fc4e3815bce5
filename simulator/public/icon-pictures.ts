/** The pictures of an icon: of the gallery, or a `data:` picture. */
import type { IconPicture } from '../../src/lametric/display/screen';
import { decodeAddress } from '../../src/icons/editor/decode';
import { drawnIcon } from '../clock/icons';

/** Of `data:` pictures. */
const decoded = new Map<string, readonly IconPicture[] | undefined>();

/** Undefined if it is no picture: the display shows a placeholder. */
export function iconPictures(code: string): readonly IconPicture[] | undefined {
  if (!code.startsWith('data:')) return drawnIcon(code);
  if (!decoded.has(code)) {
    const pictures = decodeAddress(code);
    decoded.set(code, typeof pictures === 'string' ? undefined : pictures);
  }
  return decoded.get(code);
}
