import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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
} from '../../scripts/catalogues';

const LANGUAGES = [ENGLISH, ...TRANSLATIONS];
/** There is room for as many characters below a node. */
const MAX_STATUS = 20;

const CATALOGUES: { name: string; read: (language: string) => Texts }[] = [
  { name: 'all nodes', read: readCommonTexts },
  ...NODES.map((node) => ({ name: node.name, read: (language: string) => readNodeTexts(node, language) })),
];

const placeholders = (text: string) => (text.match(/__\w+?__/g) ?? []).toSorted();
const tags = (text: string) => (text.match(/<[^>]+>/g) ?? []).map((tag) => tag.replace(/\s+/g, ' '));

/** A help without its prose: elements, codes, names of properties, examples. */
function skeleton(help: string): string[] {
  const codes = help.match(/<dt>[A-Z_, ]+<\/dt>|<pre[^]*?<\/pre\s*>|\b(devices_\w+|error\.\w+)\b/g) ?? [];
  return [...tags(help).filter((tag) => /^<(h3|dl|dt|dd|script|pre|!--)/.test(tag)), ...codes];
}

describe('The catalogues', () => {
  it('exist in the same languages for every node', () => {
    for (const { folder } of NODES) {
      assert.deepEqual(readdirSync(join(SRC, folder, 'locales')).toSorted(), LANGUAGES.toSorted(), folder);
    }
  });

  for (const { name, read } of CATALOGUES) {
    const english = read(ENGLISH);

    for (const language of TRANSLATIONS) {
      it(`have the same keys, placeholders and elements for ${name} in ${language}`, () => {
        const translated = read(language);
        assert.deepEqual([...translated.keys()].toSorted(), [...english.keys()].toSorted());
        for (const [key, text] of translated) {
          const original = english.get(key) ?? '';
          assert.deepEqual(placeholders(text), placeholders(original), key);
          assert.deepEqual(tags(text), tags(original), key);
          assert.notEqual(text.trim(), '', key);
        }
      });
    }

    it(`have statuses of ${name} that fit below a node`, () => {
      for (const language of LANGUAGES) {
        for (const [key, text] of read(language)) {
          const status = text.replace('__count__', '100');
          if (key.includes('.status.')) assert.ok(status.length < MAX_STATUS, `${language} ${key}: ${text}`);
        }
      }
    });
  }

  it('have no text of a node under the key of another', () => {
    for (const node of NODES) {
      for (const key of readNodeTexts(node, ENGLISH).keys()) assert.ok(key.startsWith(`${node.name}.`), key);
    }
  });

  it('translate the name of every node in the palette', () => {
    for (const node of NODES) {
      const key = `${node.name}.palette`;
      const english = readNodeTexts(node, ENGLISH).get(key);
      if (english === undefined) continue;
      for (const language of TRANSLATIONS) {
        assert.notEqual(readNodeTexts(node, language).get(key), english, `${language} ${key}`);
      }
    }
  });

  it('name the button in every text as it is labelled', () => {
    const readAll = (language: string) => new Map(CATALOGUES.flatMap(({ read }) => [...read(language)]));
    const english = readAll(ENGLISH);
    for (const language of TRANSLATIONS) {
      const texts = readAll(language);
      const label = texts.get('account.button.connect') ?? '';
      for (const [key, text] of english) {
        if (/\bclick Connect\b/i.test(text)) assert.ok(texts.get(key)?.includes(label), `${language} ${key}`);
      }
    }
  });
});

describe('The help', () => {
  for (const node of NODES) {
    for (const language of TRANSLATIONS) {
      it(`of ${node.name} in ${language} says what the English one does`, () => {
        assert.deepEqual(skeleton(readHelp(node, language)), skeleton(readHelp(node, ENGLISH)));
      });
    }

    it(`of ${node.name} has a short first paragraph, and nothing bold or italic`, () => {
      const help = readHelp(node, ENGLISH);
      assert.ok((/<p>([^]*?)<\/p>/.exec(help)?.[1] ?? '').length < 150);
      assert.doesNotMatch(help, /<(b|i|em|strong)>/);
    });
  }

  for (const language of TRANSLATIONS) {
    it(`has the same parts for many nodes in ${language}`, () => {
      const skeletons = (parts: Texts) => [...parts].map(([name, part]) => [name, ...skeleton(part)]);
      assert.deepEqual(skeletons(readHelpParts(language)), skeletons(readHelpParts(ENGLISH)));
    });
  }

  it('explains every error code that has a text', () => {
    const codes = [...readCommonTexts(ENGLISH).keys()].filter((key) => /^common\.status\.[A-Z_]+$/.test(key));
    const configNodes = NODES.filter(({ folder }) => folder.startsWith('config/'));
    const helps = configNodes.map((node) => readHelp(node, ENGLISH)).join('');
    for (const key of codes) assert.ok(helps.includes(`<dt>${key.replace('common.status.', '')}</dt>`), key);
  });
});
