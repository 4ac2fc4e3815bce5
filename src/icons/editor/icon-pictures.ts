/** The pictures of the icons in a notification. */
import type { IconPicture, Icons } from '../../lametric/display/screen';
import { codeOf, loadPicture } from './gallery';
import { type Refusal, decodeAddress, decodeIcon } from './decode';

type Pictures = ReturnType<Icons>;

/** The milliseconds before a picture that could not be loaded is tried again; each failure doubles them, so many times. */
const FIRST_PAUSE = 10_000;
const DOUBLINGS = 6;

/** Finds pictures for a display, which asks for them each time it draws; undefined until they are loaded. */
export function pictureFinder(load: (icon: string) => Promise<Pictures>): Icons {
  const found = new Map<string, Pictures>();
  const failures = new Map<string, number>();
  return (icon) => {
    if (!found.has(icon)) {
      found.set(icon, undefined);
      void load(icon).then((pictures) => {
        found.set(icon, pictures);
        if (pictures !== undefined) return;
        const times = failures.get(icon) ?? 0;
        failures.set(icon, Math.min(times + 1, DOUBLINGS));
        setTimeout(() => found.delete(icon), FIRST_PAUSE * 2 ** times);
      });
    }
    return found.get(icon);
  };
}

/** Undefined while they are not there yet: until then, the display shows a placeholder. */
export const iconPictures = pictureFinder(loadPictures);

/** @returns `undefined` where it is no picture: the placeholder stays */
export async function loadPictures(icon: string): Promise<Pictures> {
  if (icon.startsWith('data:')) return unlessRefused(decodeAddress(icon));
  const code = codeOf(icon);
  const file = code && (await loadPicture(code));
  return file ? unlessRefused(decodeIcon(new Uint8Array(await file.arrayBuffer()))) : undefined;
}

function unlessRefused(pictures: IconPicture[] | Refusal): IconPicture[] | undefined {
  return typeof pictures === 'string' ? undefined : pictures;
}
