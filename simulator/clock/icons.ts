/** The icons that the simulated gallery has, drawn by us; every other code shows a placeholder, as on a real clock. */
import type { IconPicture, Rgb } from '../../src/lametric/display/screen';

const COLOURS: Readonly<Record<string, Rgb>> = {
  '.': [0, 0, 0],
  w: [255, 255, 255],
  g: [120, 128, 140],
  y: [255, 200, 40],
  o: [255, 128, 24],
  r: [255, 48, 64],
  p: [255, 120, 190],
  b: [64, 150, 255],
  d: [24, 70, 190],
  n: [48, 208, 96],
  k: [70, 40, 20],
};

const STILL = 1000;

/** By number, as the gallery lists them. */
const ICONS: ReadonlyMap<number, readonly IconPicture[]> = new Map([
  // Smile
  [
    1,
    [still('..yyyy..', '.yyyyyy.', 'yykyykyy', 'yykyykyy', 'yyyyyyyy', 'ykyyyyky', '.ykkkky.', '..yyyy..')],
  ],
  // Heart
  [
    2,
    [still('........', '.rr..rr.', 'rprrrrrr', 'rprrrrrr', 'rrrrrrrr', '.rrrrrr.', '..rrrr..', '...rr...')],
  ],
  // Clock
  [
    3,
    [
      still('..bbbb..', '.b....b.', 'b...w..b', 'b...w..b', 'b...wwwb', 'b......b', '.b....b.', '..bbbb..'),
      still('..bbbb..', '.b....b.', 'b...w..b', 'b...w..b', 'b...w..b', 'b....w.b', '.b....b.', '..bbbb..'),
    ],
  ],
  // Rain
  [
    4,
    [still('..ggg...', '.gwwwgg.', 'gwwwwwwg', 'gggggggg', '........', 'b..b..b.', '.b..b..b', 'b..b..b.')],
  ],
  // Sun
  [
    5,
    [still('y..yy..y', '.y....y.', '..yyyy..', 'y.yooy.y', 'y.yooy.y', '..yyyy..', '.y....y.', 'y..yy..y')],
  ],
  // Mail
  [
    6,
    [
      still('........', 'wwwwwwww', 'wgwwwwgw', 'wwgwwgww', 'wwwggwww', 'wwwwwwww', 'wwwwwwww', '........'),
      still('......rr', 'wwwwwwrr', 'wgwwwwgw', 'wwgwwgww', 'wwwggwww', 'wwwwwwww', 'wwwwwwww', '........'),
    ],
  ],
  // Phone
  [
    7,
    [still('.nn.....', 'nnnn....', 'nnn.....', '.nn.....', '.nnn....', '..nnn.n.', '...nnnnn', '.....nn.')],
  ],
  // Star
  [
    8,
    [still('...yy...', '...yy...', 'yyyyyyyy', '.yyyyyy.', '..yyyy..', '..yyyy..', '.yy..yy.', '.y....y.')],
  ],
  // Home
  [
    9,
    [
      still('...rr..g', '..rrrr..', '.rrrrrr.', 'rrrrrrrr', '.wwwwww.', '.wbwkkw.', '.wwwkkw.', '.wwwkkw.'),
      still('...rr...', '..rrrr.g', '.rrrrrr.', 'rrrrrrrr', '.wwwwww.', '.wywkkw.', '.wwwkkw.', '.wwwkkw.'),
    ],
  ],
  // Music
  [
    10,
    [still('...ppppp', '...ppppp', '...p...p', '...p...p', '...p...p', '.ppp.ppp', 'pppppppp', '.pp..pp.')],
  ],
]);

/** The pictures of a code: a number, with or without the `i` or `a` of the gallery. */
export function drawnIcon(code: string): readonly IconPicture[] | undefined {
  const number = /^[ia]?(\d+)$/.exec(code)?.[1];
  return number === undefined ? undefined : ICONS.get(Number(number));
}

function still(...rows: string[]): IconPicture {
  return { pixels: Array.from(rows.join(''), (letter) => COLOURS[letter] ?? [0, 0, 0]), delay: STILL };
}
