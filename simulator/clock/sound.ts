/** The loudspeaker, as far as it fetches: a clock gets the mp3 of a notification itself, by plain http and without a login. */
import { EventEmitter } from 'node:events';
import { isObject } from '../../src/lametric/guards';
import type { Queued } from './notifications';

/** How many of the latest are kept to be looked at. */
const MAX_KEPT = 10;
/** Milliseconds. */
const PATIENCE = 10_000;

/** A sound that the clock went to fetch. */
export interface FetchedSound {
  url: string;
  /** Undefined where nothing answered. */
  status: number | undefined;
  contentType: string;
  bytes: Buffer;
}

/** Fetches the sound of a notification when that comes on the display. Emits `fetched` when it has been there. */
export class Sounds extends EventEmitter<{ fetched: [FetchedSound] }> {
  /** The latest, the oldest first. */
  readonly fetched: FetchedSound[] = [];
  #shown: Queued | undefined;

  /** The one that plays; undefined while it is being fetched, and without one. */
  get playing(): FetchedSound | undefined {
    const url = this.#shown && urlOf(this.#shown);
    return this.fetched.findLast((sound) => sound.url === url);
  }

  /** @param queued the notification on the display, the same one as before or another */
  show(queued: Queued | undefined): void {
    if (queued === this.#shown) return;
    this.#shown = queued;
    const url = queued && urlOf(queued);
    if (url !== undefined) void this.#fetch(url);
  }

  async #fetch(url: string): Promise<void> {
    const sound = await fetchSound(url).catch(() => ({
      url,
      status: undefined,
      contentType: '',
      bytes: Buffer.alloc(0),
    }));
    this.fetched.push(sound);
    if (this.fetched.length > MAX_KEPT) this.fetched.shift();
    this.emit('fetched', sound);
  }
}

async function fetchSound(url: string): Promise<FetchedSound> {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url, { headers: { Range: 'bytes=0-' }, redirect: 'manual', signal });
  return {
    url,
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

/** The address of its mp3; undefined if it has none. */
function urlOf({ model: { sound } }: Queued): string | undefined {
  return isObject(sound) && typeof sound['url'] === 'string' ? sound['url'] : undefined;
}

/** A sound in a word or two; null in silence. @param sound of a notification */
export function soundInWords(sound: unknown, playing: FetchedSound | undefined): string | null {
  if (!isObject(sound)) return null;
  if (!('url' in sound)) return String(sound['id']);
  if (playing === undefined) return 'mp3…';
  const { status, bytes } = playing;
  if (status === 200 || status === 206) return `mp3 of ${Math.ceil(bytes.length / 1024)} kB`;
  const why = status === undefined ? 'nobody answers' : String(status);
  const { id } = isObject(sound['fallback']) ? sound['fallback'] : {};
  return typeof id === 'string' ? `${id} (no mp3: ${why})` : `no mp3: ${why}`;
}
