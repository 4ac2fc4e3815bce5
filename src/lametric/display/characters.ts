/**
 * Clocks draw only the plain form of many characters: the usual space and no other, straight quotes, hyphens, and digits
 * that are neither raised nor lowered. Preview and clock get the same text, made of these.
 */
import { isString } from '../guards';
import { charactersIn, composed, isAccent, isDrawn } from './glyphs';
import { type ScreenFrame, textOf } from './screen';

/** Of those that Unicode itself does not take for another form of the plain one. */
const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '´': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '‹': '<',
  '›': '>',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '⁻': '-',
  '₋': '-',
  '…': '...',
  '∕': '/',
  '∙': '·',
  '⋅': '·',
  '❤': '♥',
  ẞ: 'ß',
  μ: 'µ',
};

/** A text with the plain form of each of its characters, where it has one. Invisible characters are left out. */
export function plain(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const known = new Map<string, string>();
  return composed(text.replace(/[\p{Cf}\ufe0e\ufe0f]/gu, ''))
    .replace(/\r\n|\s/g, ' ')
    .replace(/[^ -~]\p{Mark}*|[ -~]\p{Mark}+/gu, (character) => {
      const found = known.get(character) ?? plainForm(character);
      known.set(character, found);
      return found;
    });
}

function plainForm(character: string): string {
  if (isDrawn(character)) return character;
  const [letter = '', ...marks] = character.normalize('NFD');
  const unaccented = [letter, ...marks.filter(isAccent)].join('').normalize('NFC');
  const forms = [PLAIN[character] ?? '', character.normalize('NFKC'), unaccented];
  return forms.find((form) => form !== character && isPlain(form)) ?? character;
}

const isPlain = (form: string): boolean =>
  form !== '' && !form.startsWith(' ') && charactersIn(form).every(isDrawn);

/** A frame with its texts as clocks draw them. */
export function plainFrame<Frame extends ScreenFrame>(frame: Frame): Frame {
  const copy = { ...frame };
  const { text, goalData } = frame;
  if (isString(text)) Object.assign(copy, { text: plain(text) });
  if (isString(goalData?.unit))
    Object.assign(copy, { goalData: { ...goalData, unit: plain(goalData.unit) } });
  return copy;
}

/** The characters that no clock is known to draw, each once. */
export function findUndrawn(frames: readonly ScreenFrame[]): string[] {
  const characters = new Set(frames.flatMap((frame) => charactersIn(textOf(frame))));
  return [...characters].filter((character) => !isDrawn(character));
}
