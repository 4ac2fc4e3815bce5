/**
 * `npm run translations` lists what has to be translated anew, because its English text is new or has changed;
 * `npm run translations -- --done` records that it has been.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import translated from '../src/translated.json';
import {
  ENGLISH,
  NODES,
  SRC,
  TRANSLATIONS,
  type Texts,
  readCommonTexts,
  readHelp,
  readNodeTexts,
} from './catalogues';

/** Of each text, by its key, the hash of the English text that it was translated from. */
export type Hashes = Record<string, string>;

const RECORD = join(SRC, 'translated.json');

/** All that is translated: texts by their keys, and each help as one. */
export function readEnglish(): Texts {
  const helps = NODES.map((node): [string, string] => [`${node.name}.html`, readHelp(node, ENGLISH)]);
  return new Map([
    ...readCommonTexts(ENGLISH),
    ...NODES.flatMap((node) => [...readNodeTexts(node, ENGLISH)]),
    ...helps,
  ]);
}

export function readHashes(language: string): Hashes {
  const record: Record<string, Hashes> = translated;
  return record[language] ?? {};
}

/** The keys of the English texts that the translations were not made from. */
export function findOutdated(english: Texts, hashes: Hashes): string[] {
  return [...english].filter(([key, text]) => hashes[key] !== hash(text)).map(([key]) => key);
}

export function hashAll(english: Texts): Hashes {
  return Object.fromEntries([...english].map(([key, text]) => [key, hash(text)]));
}

/** Short, and the same however the lines of a help are broken. */
function hash(text: string): string {
  return createHash('sha256').update(text.replaceAll(/\s+/g, ' ')).digest('hex').slice(0, 8);
}

function main(): void {
  const english = readEnglish();
  if (process.argv.includes('--done')) {
    const record = Object.fromEntries(TRANSLATIONS.map((language) => [language, hashAll(english)]));
    writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  for (const language of TRANSLATIONS) {
    for (const key of findOutdated(english, readHashes(language))) console.log(`${language}: ${key}`);
  }
}

if (require.main === module) main();
