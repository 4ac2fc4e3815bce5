import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/lametric/guards';

const SRC = join(__dirname, '../../src');
const FOLDERS = { account: 'config/account', devices: 'nodes/devices', rename: 'nodes/rename' };
const NODES = ['account', 'devices', 'rename'] as const;
type NodeName = (typeof NODES)[number];

function keysOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return [key];
  assert.ok(isObject(value), key);
  return Object.entries(value).flatMap(([name, part]) => keysOf(part, key === '' ? name : `${key}.${name}`));
}

function readKeys(node: NodeName): string[] {
  return keysOf(JSON.parse(readFileSync(join(SRC, FOLDERS[node], `locales/en-US/${node}.json`), 'utf8')));
}

/** The nodes whose catalogue a file can mean: the one whose folder it lies in; any, where nodes share the file. */
function nodesOf(file: string): readonly NodeName[] {
  const own = NODES.filter((node) => file.startsWith(`${FOLDERS[node]}/`));
  return own.length > 0 ? own : NODES;
}

/** What a key as it is written in the code can stand for: without the node's name in the editor, and with `${…}`. */
function matcher(written: string, node: NodeName): RegExp {
  const parts = written.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^(${node}\\.)?${parts.join('[^.]+')}$`);
}

const IN_FORMS = /data-i18n="(?:\[[\w-]+\])?([\w.-]+)"/g;
const IN_CALLS = /\b(?:_|text|accountKey)\(\s*['`](?!@)([^'`]+)['`]/g;
/** Whatever could be a key; of the templates, those that begin with a part of one. */
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
      for (const written of find(code, IN_FORMS, IN_CALLS)) {
        // What starts with `common.` or `editor.` is Node-RED's own.
        if (/^(common|editor)\./.test(written)) continue;
        const isKnown = nodesOf(file).some((node) =>
          readKeys(node).some((key) => matcher(written, node).test(key)),
        );
        assert.ok(isKnown, `${file}: ${written}`);
      }
    }
  });

  for (const node of NODES) {
    it(`leaves no text of ${node} unused`, () => {
      const used = files
        .filter(({ file }) => nodesOf(file).includes(node))
        .flatMap(({ code }) => find(code, IN_FORMS, IN_QUOTES).map((written) => matcher(written, node)));
      assert.deepEqual(
        readKeys(node).filter((key) => !used.some((use) => use.test(key))),
        [],
      );
    });
  }
});
