import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packTarball } from '../harness/package';
import lock from '../package-lock.json';
import manifest from '../package.json';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The criteria by which flows.nodered.org marks a package. */
describe("The palette's scorecard", () => {
  it('asks for a license, a repository and a place for bugs', () => {
    assert.equal(manifest.license, 'MIT');
    assert.match(read('LICENSE'), /^MIT License/);
    assert.match(manifest.repository, /^github:[\w-]+\/[\w-]+$/);
    assert.match(manifest.bugs, /^https:/);
  });

  it('asks for a scoped name and the keyword', () => {
    assert.match(manifest.name, /^@[a-z\d][\w.-]+\/[a-z\d][\w.-]+$/);
    assert.ok(manifest.keywords.includes('node-red'));
  });

  it('asks which Node-RED and which Node it runs on', () => {
    assert.equal(manifest['node-red'].version, '>=4.1.0');
    assert.equal(manifest.engines.node, '>=20');
  });

  it('asks for few dependencies', () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
  });

  describe('of each node', () => {
    const definitions = Object.values(manifest['node-red'].nodes).map(readDefinition);

    it('asks for a type of its own', () => {
      const types = definitions.map(({ type }) => type);
      for (const type of types) assert.match(type, /^lametric[- ]/);
      assert.equal(new Set(types).size, types.length);
    });

    for (const { file, html, type, definition } of definitions) {
      it(`can read ${type} without running it`, () => {
        const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
        assert.ok(script.includes(`RED.nodes.registerType("${type}", {`));
        assert.ok(html.includes(`<script type="text/html" data-template-name="${type}">`));
        assert.doesNotMatch(definition, /^ {4}\.\.\./m);
        assert.match(definition, /^ {4}defaults: \{$/m);

        const literal = (property: string) =>
          new RegExp(`^ {4}${property}: (?:"(.+)"|(\\d+)),?$`, 'm').exec(definition)?.slice(1).join('');
        assert.match(literal('category') ?? '', /./);
        if (literal('category') === 'config') return;
        assert.match(literal('color') ?? '', /^#[\dA-F]{6}$/i);
        assert.match(literal('inputs') ?? '', /^[01]$/);
        assert.match(literal('outputs') ?? '', /^\d$/);
        const icon = literal('icon') ?? '';
        assert.ok(existsSync(join(ROOT, file, '../icons', icon)) && icon.endsWith('.svg'), icon);
      });
    }

    it('asks for an example of what is put into flows', () => {
      const examples = readdirSync(join(ROOT, 'examples')).map((file) => read(`examples/${file}`));
      for (const { type } of definitions.filter(({ file }) => file.startsWith('dist/nodes/'))) {
        assert.ok(
          examples.some((text) => text.includes(`"type": "${type}"`)),
          type,
        );
      }
    });
  });
});

/** The type that a node's html registers, and its definition as esbuild prints it. */
function readDefinition(file: string): { file: string; html: string; type: string; definition: string } {
  const html = read(file.replace(/\.js$/, '.html'));
  const [, type = '', definition = ''] =
    /RED\.nodes\.registerType\("([^"]+)", (\{\n[\s\S]*?\n {2}\})\);/.exec(html) ?? [];
  return { file, html, type, definition };
}

describe('The packed package', () => {
  let files: string[];

  before(async () => {
    const list = execFileSync('tar', ['-tzf', await packTarball()], { encoding: 'utf8' });
    files = list
      .trim()
      .replaceAll(/^package\//gm, '')
      .split('\n');
  });

  it('holds the built nodes, the examples and the documents, and nothing else', () => {
    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    assert.deepEqual(files.filter((file) => !/^(dist|examples)\//.test(file)).toSorted(), documents);
    for (const file of files.filter((each) => each.startsWith('dist/'))) {
      assert.match(file, /\/(locales\/[\w-]+\/[\w-]+\.(json|html)|icons\/[\w-]+\.svg|[\w-]+\.(js|html))$/);
    }
    for (const example of readdirSync(join(ROOT, 'examples')))
      assert.ok(files.includes(`examples/${example}`));
  });

  it('holds every file that Node-RED is told to load, with its form, its texts and its help', () => {
    for (const file of Object.values(manifest['node-red'].nodes)) {
      const [directory, name] = [file.replace(/[^/]+$/, ''), /([^/]+)\.js$/.exec(file)?.[1]];
      assert.ok(files.includes(file), file);
      assert.ok(files.includes(`${directory}${name}.html`));
      for (const kind of ['json', 'html']) {
        assert.ok(files.includes(`${directory}locales/en-US/${name}.${kind}`), `${name}.${kind}`);
      }
    }
  });

  it('refers to no source map and no source', () => {
    for (const file of files.filter((each) => /^dist\/.*\.(js|html)$/.test(each))) {
      assert.doesNotMatch(read(file), /sourceMappingURL|\.editor\.ts"/, file);
    }
  });
});

describe('The repository', () => {
  it('holds no generated file', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' });
    assert.deepEqual(
      tracked
        .split('\n')
        .filter((file) => /^(dist|coverage|node_modules|\.cache)\/|\.tgz$|\.map$/.test(file)),
      [],
    );
  });

  it('locks the versions, not the registry they came from', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved":|:\/\/registry/);
    assert.equal(lock.version, manifest.version);
  });
});
