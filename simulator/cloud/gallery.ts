/** LaMetric's gallery of icons, which is for everybody. */
import type { IconPicture } from '../../src/lametric/display/screen';
import { drawnIcon } from '../clock/icons';
import { failure, json, type Answer } from '../server/http';
import { encodeGif, encodePng } from './picture-files';

/** An icon as LaMetric sends it. */
interface Icon {
  id: number;
  title: string;
  /** The `icon` of a frame: `i2` (a picture) or `a3` (a movie). */
  code: string;
  type: 'picture' | 'movie';
  category: null;
  url: string;
  thumb: { original: string; small: string; large: string; xlarge: string };
}

const ORDERS = new Map<string, (a: Icon, b: Icon) => number>([
  ['popular', (a, b) => a.id - b.id],
  ['newest', (a, b) => b.id - a.id],
  ['title', (a, b) => a.title.localeCompare(b.title)],
]);

/** The titles of the icons that are drawn by hand. */
const TITLES = ['Smile', 'Heart', 'Clock', 'Rain', 'Sun', 'Mail', 'Phone', 'Star', 'Home', 'Music'];

const QUALITIES = [
  'Red',
  'Blue',
  'Happy',
  'Little',
  'Big',
  'Old',
  'Round',
  'Wild',
  'Sleepy',
  'Golden',
  'Dark',
];
const THINGS = [
  'Cat',
  'Train',
  'Door',
  'Bell',
  'Washing machine',
  'Battery',
  'Tree',
  'Coffee',
  'Robot',
  'Cloud',
];

export class Gallery {
  readonly #icons: readonly Icon[];
  /** By order; sorted when first asked for. */
  readonly #sorted = new Map<string, readonly Icon[]>();

  /** @param count of its icons */
  constructor(count: number) {
    this.#icons = Array.from({ length: count }, (_, index) => iconOf(index + 1));
  }

  /** A page of icons. Without a `page_size` it is all of them. */
  page(query: URLSearchParams): Answer {
    const page = Number(query.get('page') ?? 0);
    const pageSize = Number(query.get('page_size') ?? this.#icons.length);
    const order = query.get('order') ?? 'popular';
    const compare = ORDERS.get(order);
    if (!Number.isInteger(page) || page < 0 || !Number.isInteger(pageSize) || pageSize < 1 || !compare) {
      return failure(400, 'The page, page_size or order is not valid');
    }
    const fields = query.get('fields')?.split(',');
    const sorted = this.#sorted.get(order) ?? this.#icons.toSorted(compare);
    this.#sorted.set(order, sorted);
    const data = sorted
      .slice(page * pageSize, (page + 1) * pageSize)
      .map((icon) =>
        fields ? Object.fromEntries(Object.entries(icon).filter(([name]) => fields.includes(name))) : icon,
      );
    const meta = {
      total_icon_count: this.#icons.length,
      page,
      page_size: pageSize,
      page_count: Math.ceil(this.#icons.length / pageSize),
    };
    return json(200, { meta, data });
  }

  /** The file of an icon's picture: a PNG, or for a movie a GIF. */
  picture(id: number, ending: string): Answer {
    const icon = this.#icons[id - 1];
    if (icon === undefined || ending !== endingOf(icon)) return failure(404);
    const pictures = drawnIcon(String(id)) ?? [madeUp(id)];
    const body = ending === 'gif' ? encodeGif(pictures) : encodePng(pictures[0]?.pixels ?? []);
    return { status: 200, headers: { 'content-type': `image/${ending}` }, body };
  }
}

function iconOf(id: number): Icon {
  const type = id % 3 === 0 ? 'movie' : 'picture';
  const address = `https://developer.lametric.com/content/apps/icon_thumbs/${id}_icon_thumb`;
  const original = `${address}.${endingOf({ type })}`;
  return {
    id,
    title: TITLES[id - 1] ?? `${pick(QUALITIES, id)} ${pick(THINGS, Math.floor(id / 11))} ${id}`,
    code: `${type === 'movie' ? 'a' : 'i'}${id}`,
    type,
    category: null,
    url: original,
    thumb: {
      original,
      small: `${address}_sm.png`,
      large: `${address}_lg.png`,
      xlarge: `${address}_big.png`,
    },
  };
}

const endingOf = ({ type }: Pick<Icon, 'type'>) => (type === 'movie' ? 'gif' : 'png');

const pick = (words: readonly string[], index: number) => words[index % words.length] ?? '';

/** A picture like no other, the same on both sides. */
function madeUp(id: number): IconPicture {
  const colour = [(id * 67) % 256, (id * 131) % 256, 128 + ((id * 29) % 128)] as const;
  const pixels = Array.from({ length: 64 }, (_, index) => {
    const [x, y] = [index % 8, Math.floor(index / 8)];
    const bit = Math.min(x, 7 - x) + y * 4;
    // The bits of a number that is far from that of its neighbour.
    return (Math.imul(id, 2_654_435_761) >>> bit) % 2 === 1 ? colour : ([0, 0, 0] as const);
  });
  return { pixels, delay: 0 };
}
