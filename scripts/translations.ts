/**
 * `npm run translations` lists the texts to translate again, because the English one is new or has changed;
 * `npm run translations -- --done` records that they are translated, `--done de` only those into German.
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
  readHelpParts,
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
    ...readHelpParts(ENGLISH),
  ]);
}

/** The hashes of the texts that a language's translations were made from. */
export function readHashes(language: string): Hashes {
  const { all, ...behind }: Record<string, Hashes> = translated;
  return { ...all, ...behind[language] };
}

/** The record: all hashes once, and for each language that is behind those that differ. */
export function toRecord(english: Texts, hashesOf: (language: string) => Hashes): Record<string, Hashes> {
  const all = hashAll(english);
  const record: Record<string, Hashes> = { all };
  for (const language of TRANSLATIONS) {
    const hashes = hashesOf(language);
    const differing = Object.keys(all).filter((key) => hashes[key] !== all[key]);
    if (differing.length === 0) continue;
    record[language] = Object.fromEntries(differing.map((key) => [key, hashes[key] ?? '']));
  }
  return record;
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
  const [option, ...named] = process.argv.slice(2);
  if (option === '--done') {
    const isDone = (language: string) => named.length === 0 || named.includes(language);
    const record = toRecord(english, (each) => (isDone(each) ? hashAll(english) : readHashes(each)));
    writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  for (const language of TRANSLATIONS) {
    for (const key of findOutdated(english, readHashes(language))) console.log(`${language}: ${key}`);
  }
}

if (require.main === module) main();
