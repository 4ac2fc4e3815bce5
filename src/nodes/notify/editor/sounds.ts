import { isFromEnvironment } from '../../../frames/editor/contents';
import { SOUNDS } from '../../../lametric/clock/notification';
import { parseUrl } from '../../../lametric/guards';
import { type Item, type Source, filterItems } from '../../../editor/picker/source';
import { type Translate, textOf } from '../../../editor/text';

const text = textOf('notify');

/** Offers the sounds that all clocks know; silence comes first. */
export const builtInSource = (): Source => ({
  label: text('sound.label'),
  icon: 'fa fa-volume-up',
  placeholder: text('sound.search-built-in'),
  onChange: () => undefined,
  find(typed) {
    const items = filterItems(soundItems(text), typed);
    return { items, note: items.length === 0 ? text('sound.no-match') : '', loading: false };
  },
  valueLabel: (value) => soundName(value, text),
  isValid: isBuiltIn,
  load: () => Promise.resolve(), // They are always the same.
});

/** Offers the same, or the address of an mp3 that is typed. */
export const soundSource = (): Source => ({
  ...builtInSource(),
  placeholder: text('sound.search'),
  find(typed) {
    const found = filterItems(soundItems(text), typed);
    const address = typed.trim();
    if (isMp3(address)) found.push({ value: address, label: text('sound.use', { address }), details: '' });
    const note = found.length === 0 ? text('sound.no-match') : '';
    return { items: found, note, loading: false };
  },
  isValid: isSound,
});

/** Whether a clock can play it: it fetches an mp3 itself. */
export function isSound(value: string): boolean {
  return isMp3(value) || isBuiltIn(value);
}

/** Whether a clock has it. Nothing is a sound as well, and so is an environment variable. */
export function isBuiltIn(value: string): boolean {
  const isKnown = builtInSounds().some((sound) => sound === value || sound.split('/')[1] === value);
  return value === '' || isFromEnvironment(value) || isKnown;
}

/** A sound in words; the address of an mp3 as it is. */
export function soundName(sound: string, translate: Translate): string {
  if (sound === '') return translate('sound.none');
  const [, category = '', name = '', number = ''] = /^(\w+)\/([a-z_-]+)(\d*)$/.exec(sound) ?? [];
  if (category === '') return sound;
  return [translate(`sound.${name}`), number].filter(Boolean).join(' ');
}

function soundItems(translate: Translate): Item[] {
  return ['', ...builtInSounds()].map((value) => ({
    value,
    label: soundName(value, translate),
    details: value.split('/')[1] ?? '',
  }));
}

function builtInSounds(): string[] {
  return Object.entries(SOUNDS).flatMap(([category, ids]) => ids.map((id) => `${category}/${id}`));
}

function isMp3(value: string): boolean {
  const { protocol } = parseUrl(value) ?? {};
  return protocol === 'http:' || protocol === 'https:';
}
