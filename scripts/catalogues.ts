/** The nodes of this package, the languages of their texts, and the texts themselves, as they are found in `src`. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import manifest from '../package.json';
import { isObject, isString } from '../src/lametric/guards';

export const SRC = join(__dirname, '../src');
export const ENGLISH = 'en-US';
export const TRANSLATIONS = readdirSync(join(SRC, 'locales'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'))
  .filter((language) => language !== ENGLISH);

/** A node, as package.json calls it. */
export interface SourceNode {
  name: string;
  /** Below `src`. */
  folder: string;
}

export const NODES: SourceNode[] = Object.entries(manifest['node-red'].nodes).map(([name, file]) => ({
  name,
  folder: dirname(file).replace(/^dist\//, ''),
}));

/** Texts by their full keys, such as `common.label.name`. */
export type Texts = Map<string, string>;

/** The texts that all nodes share. */
export function readCommonTexts(language: string): Texts {
  return readTexts(`locales/${language}.json`);
}

export function readNodeTexts({ name, folder }: SourceNode, language: string): Texts {
  return readTexts(`${folder}/locales/${language}/${name}.json`);
}

export function readHelp({ name, folder }: SourceNode, language: string): string {
  return readSource(`${folder}/locales/${language}/${name}.html`);
}

/** The parts of helps that many nodes have, by their file's name. */
export function readHelpParts(language: string): Texts {
  const folder = `locales/${language}`;
  return new Map(readdirSync(join(SRC, folder)).map((file) => [file, readSource(`${folder}/${file}`)]));
}

function readTexts(file: string): Texts {
  return new Map(flatten(JSON.parse(readSource(file)), ''));
}

function readSource(file: string): string {
  return readFileSync(join(SRC, file), 'utf8');
}

function flatten(value: unknown, key: string): [string, string][] {
  if (isString(value)) return [[key, value]];
  if (!isObject(value)) throw new Error(`${key} is no text`);
  return Object.entries(value).flatMap(([name, part]) => flatten(part, key === '' ? name : `${key}.${name}`));
}
