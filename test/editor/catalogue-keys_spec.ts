import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENGLISH, NODES, SRC, readCommonTexts, readNodeTexts } from '../../scripts/catalogues';

const COMMON = [...readCommonTexts(ENGLISH).keys()];

/** The keys of the node whose folder a file lies in; a file that nodes share can use none. */
function ownKeys(file: string): string[] {
  const own = NODES.filter(({ folder }) => file.startsWith(`${folder}/`));
  return own.flatMap((node) => [...readNodeTexts(node, ENGLISH).keys()]);
}

/** The keys that one in the code can stand for: it may have `${…}`, and lack its first part in the editor. */
function matcher(written: string): RegExp {
  const parts = written.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^([a-z-]+\\.)?${parts.join('[^.]+')}$`);
}

const IN_FORMS = /data-i18n="(?:\[[\w-]+\])?([\w.-]+)"/g;
/** But not those of Node-RED itself, such as `editor:common.label.edit`. */
const IN_CALLS = /\b(?:_|text|commonText)\(\s*['`]([^'`:]+)['`]/g;
/** All that could be keys; of the templates, those that begin with a part of one. */
const IN_QUOTES = /['`]([\w-]+(?:\.(?:[\w-]|\$\{[^}]*\})+)*)['`]/g;

function find(code: string, ...patterns: RegExp[]): string[] {
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, key = '']) => key));
}

describe('The code', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|html)$/.test(file) && !file.includes('locales'))
    .map((file) => ({ file, code: readFileSync(join(SRC, file), 'utf8') }));

  it('uses no text that the catalogues lack', () => {
    for (const { file, code } of files) {
      const keys = [...COMMON, ...ownKeys(file)];
      for (const written of find(code, IN_FORMS, IN_CALLS)) {
        assert.ok(
          keys.some((key) => matcher(written).test(key)),
          `${file}: ${written}`,
        );
      }
    }
  });

  for (const { name, keys, within } of [
    { name: 'all nodes', keys: COMMON, within: '' },
    ...NODES.map((node) => ({
      name: node.name,
      keys: [...readNodeTexts(node, ENGLISH).keys()],
      within: `${node.folder}/`,
    })),
  ]) {
    it(`leaves no text of ${name} unused`, () => {
      const used = files
        .filter(({ file }) => file.startsWith(within))
        .flatMap(({ code }) => find(code, IN_FORMS, IN_QUOTES).map(matcher));
      assert.deepEqual(
        keys.filter((key) => !used.some((use) => use.test(key))),
        [],
      );
    });
  }
});
