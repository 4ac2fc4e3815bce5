/**
 * The letters of the display, by the sizes that others measured on an LM 37X8: capitals in a cell of 3x5, `N` 4 wide,
 * `M` and `W` 5, `I` 1, a space 2. Their shapes are ours.
 */

/** The columns of a letter from left to right, each the rows 0 to 6 that it lights. Row 0 and 6 belong to accents. */
export type Glyph = readonly (readonly boolean[])[];

/** Rows 1 to 5 of each letter, from top to bottom. */
const SHAPES: Readonly<Record<string, string>> = {
  A: '.#. #.# ### #.# #.#',
  B: '##. #.# ##. #.# ##.',
  C: '.## #.. #.. #.. .##',
  D: '##. #.# #.# #.# ##.',
  E: '### #.. ##. #.. ###',
  F: '### #.. ##. #.. #..',
  G: '.## #.. #.# #.# .##',
  H: '#.# #.# ### #.# #.#',
  I: '# # # # #',
  J: '..# ..# ..# #.# .#.',
  K: '#.# #.# ##. #.# #.#',
  L: '#.. #.. #.. #.. ###',
  M: '#...# ##.## #.#.# #...# #...#',
  N: '#..# ##.# #.## #..# #..#',
  O: '### #.# #.# #.# ###',
  P: '### #.# ### #.. #..',
  Q: '### #.# #.# ### ..#',
  R: '##. #.# ##. #.# #.#',
  S: '.## #.. .#. ..# ##.',
  T: '### .#. .#. .#. .#.',
  U: '#.# #.# #.# #.# ###',
  V: '#.# #.# #.# #.# .#.',
  W: '#...# #...# #.#.# #.#.# .#.#.',
  X: '#.# #.# .#. #.# #.#',
  Y: '#.# #.# .#. .#. .#.',
  Z: '### ..# .#. #.. ###',
  '0': '### #.# #.# #.# ###',
  '1': '.#. ##. .#. .#. ###',
  '2': '### ..# ### #.. ###',
  '3': '### ..# .## ..# ###',
  '4': '#.# #.# ### ..# ..#',
  '5': '### #.. ### ..# ###',
  '6': '### #.. ### #.# ###',
  '7': '### ..# ..# .#. .#.',
  '8': '### #.# ### #.# ###',
  '9': '### #.# ### ..# ###',
  ' ': '.. .. .. .. ..',
  '.': '. . . . #',
  ',': '.. .. .. .# #.',
  ':': '. # . # .',
  ';': '.. .# .. .# #.',
  '!': '# # # . #',
  '?': '### ..# .#. ... .#.',
  "'": '# # . . .',
  '"': '#.# #.# ... ... ...',
  '`': '#. .# .. .. ..',
  '-': '... ... ### ... ...',
  _: '... ... ... ... ###',
  '+': '... .#. ### .#. ...',
  '=': '... ### ... ### ...',
  '*': '... #.# .#. #.# ...',
  '/': '..# ..# .#. #.. #..',
  '\\': '#.. #.. .#. ..# ..#',
  '|': '# # # # #',
  '(': '.# #. #. #. .#',
  ')': '#. .# .# .# #.',
  '[': '## #. #. #. ##',
  ']': '## .# .# .# ##',
  '{': '.## .#. #.. .#. .##',
  '}': '##. .#. ..# .#. ##.',
  '<': '..# .#. #.. .#. ..#',
  '>': '#.. .#. ..# .#. #..',
  '^': '.#. #.# ... ... ...',
  '~': '.... .#.# #.#. .... ....',
  '#': '.#.#. ##### .#.#. ##### .#.#.',
  '%': '#.# ..# .#. #.. #.#',
  '&': '.#.. #.#. .#.. #.#. .#.#',
  '@': '.###. #...# #.##. #.... .###.',
  $: '.## ##. .#. .## ##.',
  '€': '.### #... ###. #... .###',
  '£': '.## .#. ### .#. ###',
  '¥': '#.# .#. ### .#. .#.',
  '°': '### #.# ### ... ...',
  '·': '. . # . .',
  '•': '.. ## ## .. ..',
  ß: '##. #.# ##. #.# #..',
  Æ: '.#### #.#.. ##### #.#.. #.###',
  Œ: '##### #.#.. #.### #.#.. #####',
  Ø: '####. #.##. #.#.# ##.## .####',
  Ł: '.#.. .#.. .##. ##.. .###',
  Đ: '.##. .#.# ##.# .#.# .##.',
  '¡': '# . # # #',
  '¿': '.#. ... .#. #.. ###',
  '«': '.#.# #.#. .#.# .... ....',
  '»': '#.#. .#.# #.#. .... ....',
  µ: '#.# #.# ##. #.. #..',
  '×': '... #.# .#. #.# ...',
  '÷': '.#. ... ### ... .#.',
  '→': '.... ..#. #### ..#. ....',
  '←': '.... .#.. #### .#.. ....',
  '↑': '.#. ### .#. .#. .#.',
  '↓': '.#. .#. .#. ### .#.',
  '♥': '.... #.#. ###. .#.. ....',
};

/** Shown for what the display has no letter for. */
const UNKNOWN = '#.# .#. #.# .#. #.#';

/** Accents by their combining character: the row above the letter. */
const ACCENTS: Readonly<Record<string, string>> = {
  '\u0300': '#..',
  '\u0301': '..#',
  '\u0302': '.#.',
  '\u0303': '##.',
  '\u0304': '###',
  '\u0306': '#.#',
  '\u0307': '.#.',
  '\u0308': '#.#',
  '\u030a': '.#.',
  '\u030b': '.##',
  '\u030c': '#.#',
};

/** Cedilla and ogonek: the row below. */
const TAILS: Readonly<Record<string, string>> = { '\u0326': '.#.', '\u0327': '.#.', '\u0328': '..#' };

/** The letters of a text: small ones as capitals. */
export function glyphs(text: string): Glyph[] {
  const drawn = new Map<string, Glyph[]>();
  return charactersIn(composed(text)).flatMap((character) => {
    const glyphsOf = drawn.get(character) ?? lettersOf(character);
    drawn.set(character, glyphsOf);
    return glyphsOf;
  });
}

/**
 * A text with its accents put together with their letters. Marks beyond the ninth of a letter are left out: to sort
 * thousands of them takes seconds.
 */
export function composed(text: string): string {
  return text.replace(/(\p{Mark}{9})\p{Mark}+/gu, '$1').normalize('NFC');
}

/** The characters of a text, each with its accents, up to as many as a letter has. */
export function charactersIn(text: string): string[] {
  return text.match(/\P{Mark}\p{Mark}{0,9}/gu) ?? [];
}

/** Whether the display has a letter for a character, and a place for its accents. */
export function isDrawn(character: string): boolean {
  if (KNOWN.has(character)) return true;
  const [letter = '', ...others] = charactersIn(character.toUpperCase().normalize('NFC'));
  const [base = '', ...marks] = letter.normalize('NFD');
  const isAccented = base in SHAPES && marks.length > 0 && marks.every(isAccent);
  return others.length === 0 && (KNOWN.has(letter) || isAccented);
}

/** Whether the display has a place for an accent, as a combining character. */
export const isAccent = (mark: string): boolean => mark in ACCENTS || mark in TAILS;

function lettersOf(character: string): Glyph[] {
  const known = KNOWN.get(character);
  if (known) return [known];
  const letters = charactersIn(character.toUpperCase().normalize('NFC'));
  return letters.map((letter) => KNOWN.get(letter) ?? accented(letter));
}

/** A letter with accents, drawn as the letter and a row above or below; with an accent unknown here, as the letter. */
function accented(character: string): Glyph {
  const [letter = '', ...marks] = character.normalize('NFD');
  const shape = marks.length > 0 ? SHAPES[letter] : undefined;
  if (shape === undefined) return parse(UNKNOWN);
  const above = marks.map((mark) => ACCENTS[mark]).find(Boolean);
  const below = marks.map((mark) => TAILS[mark]).find(Boolean);
  return parse(shape, above, below);
}

/** An accent stands in the middle of its letter; one wider than its letter makes room for itself. */
function parse(shape: string, above = '', below = ''): Glyph {
  const rows = [above, ...shape.split(' '), below];
  const width = Math.max(...rows.map((row) => row.length));
  const centred = rows.map((row) => '.'.repeat(Math.floor((width - row.length) / 2)) + row);
  return Array.from({ length: width }, (_, column) => centred.map((row) => row[column] === '#'));
}

const KNOWN = new Map(Object.entries(SHAPES).map(([letter, shape]) => [letter, parse(shape)]));
