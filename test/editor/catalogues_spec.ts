import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/lametric/guards';

const SRC = join(__dirname, '../../src');
const NODES = { account: 'config/account', devices: 'nodes/devices', rename: 'nodes/rename' };
const LANGUAGES = ['de', 'fr', 'ja', 'zh-CN'];
/** What Node-RED has room for below a node. */
const MAX_STATUS = 20;

function read(folder: string, language: string, file: string): string {
  return readFileSync(join(SRC, folder, 'locales', language, file), 'utf8');
}

/** All texts of a catalogue by their full keys. */
function flatten(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  assert.ok(isObject(value), key);
  return Object.entries(value).flatMap(([name, part]) => flatten(part, key === '' ? name : `${key}.${name}`));
}

function catalogue(node: keyof typeof NODES, language: string): Map<string, string> {
  return new Map(flatten(JSON.parse(read(NODES[node], language, `${node}.json`))));
}

const placeholders = (text: string) => (text.match(/__\w+?__/g) ?? []).toSorted();
const tags = (text: string) => (text.match(/<[^>]+>/g) ?? []).map((tag) => tag.replace(/\s+/g, ' '));

/** What of a help is not prose: elements, codes, names of properties, examples. */
function skeleton(help: string): string[] {
  const codes = help.match(/<dt>[A-Z_, ]+<\/dt>|<pre[^]*?<\/pre\s*>|\b(devices_\w+|error\.\w+)\b/g) ?? [];
  return [...tags(help).filter((tag) => /^<(h3|dl|dt|dd|script|pre)/.test(tag)), ...codes];
}

describe('The catalogues', () => {
  it('exist for these languages, for every node', () => {
    for (const folder of Object.values(NODES)) {
      const languages = readdirSync(join(SRC, folder, 'locales')).toSorted();
      assert.deepEqual(languages, ['en-US', ...LANGUAGES].toSorted());
    }
  });

  for (const node of ['account', 'devices', 'rename'] as const) {
    const english = catalogue(node, 'en-US');

    for (const language of LANGUAGES) {
      it(`have the same keys, placeholders and elements for ${node} in ${language}`, () => {
        const translated = catalogue(node, language);
        assert.deepEqual([...translated.keys()].toSorted(), [...english.keys()].toSorted());
        for (const [key, text] of translated) {
          const original = english.get(key) ?? '';
          assert.deepEqual(placeholders(text), placeholders(original), key);
          assert.deepEqual(tags(text), tags(original), key);
          assert.notEqual(text.trim(), '', key);
        }
      });

      it(`have a help for ${node} in ${language} that says what the English one does`, () => {
        const [translated, original] = [language, 'en-US'].map((name) =>
          read(NODES[node], name, `${node}.html`),
        );
        assert.deepEqual(skeleton(translated ?? ''), skeleton(original ?? ''));
      });
    }

    it(`have statuses of ${node} that fit below a node`, () => {
      for (const language of ['en-US', ...LANGUAGES]) {
        for (const [key, text] of catalogue(node, language)) {
          const status = text.replace('__count__', '100');
          if (key.includes('.status.')) assert.ok(status.length < MAX_STATUS, `${language} ${key}: ${text}`);
        }
      }
    });

    it(`have a help for ${node} whose first paragraph is short, and without bold or italic`, () => {
      const help = read(NODES[node], 'en-US', `${node}.html`);
      assert.ok((/<p>([^]*?)<\/p>/.exec(help)?.[1] ?? '').length < 150);
      assert.doesNotMatch(help, /<(b|i|em|strong)>/);
    });

    it(`have the texts that the form of ${node} shows`, () => {
      const form = readFileSync(join(SRC, NODES[node], `${node}.html`), 'utf8');
      const keys = [...form.matchAll(/data-i18n="(?:\[[\w-]+\])?([\w.-]+)"/g)].map(([, key]) => key ?? '');
      assert.ok(keys.length > 0);
      for (const key of keys) assert.ok(english.has(key), key);
    });
  }

  it('name the button in every text as it is labelled', () => {
    for (const language of LANGUAGES) {
      const texts = catalogue('account', language);
      const label = texts.get('account.button.connect') ?? '';
      for (const [key, english] of catalogue('account', 'en-US')) {
        if (/\bclick Connect\b/i.test(english))
          assert.ok(texts.get(key)?.includes(label), `${language} ${key}`);
      }
    }
  });
});
