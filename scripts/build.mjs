// Makes dist/ from src/: bundles the runtime, and puts the form, the texts and the icons of each node beside its file.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const dist = join(root, 'dist');
const RUNTIME = 'runtime.js';

const files = readJson(join(root, 'package.json'))['node-red'].nodes;
rmSync(dist, { recursive: true, force: true });
bundleRuntime();
for (const [name, file] of Object.entries(files)) buildNode(name, join(root, file));

/** All of it is one file, which Node-RED reads in half the time that one of each of ours would take. */
function bundleRuntime() {
  const exported = Object.entries(files).map(
    ([name, file]) => `export { default as '${name}' } from '${file.replace(/^dist(.*)\.js$/, '.$1')}';`,
  );
  buildSync({
    stdin: { contents: exported.join('\n'), resolveDir: src },
    outfile: join(dist, RUNTIME),
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    charset: 'utf8',
    // As all modules are.
    banner: { js: "'use strict';" },
  });
}

/** @param file that Node-RED loads */
function buildNode(name, file) {
  const to = dirname(file);
  const from = to.replace(dist, src);
  mkdirSync(to, { recursive: true });
  writeFileSync(file, `module.exports = require('../../${RUNTIME}')['${name}'];\n`);
  writeFileSync(join(to, `${name}.html`), readForm(join(from, `${name}.html`)));
  if (existsSync(join(from, 'icons'))) cpSync(join(from, 'icons'), join(to, 'icons'), { recursive: true });
  for (const language of readdirSync(join(from, 'locales'))) {
    const folder = join('locales', language);
    mkdirSync(join(to, folder), { recursive: true });
    // Node-RED looks a text up in the node's own catalogue, so each has those that all nodes share.
    const catalogue = join(folder, `${name}.json`);
    const texts = { ...readJson(join(src, `${folder}.json`)), ...readJson(join(from, catalogue)) };
    writeFileSync(join(to, catalogue), JSON.stringify(texts, null, 2));
    const help = join(folder, `${name}.html`);
    writeFileSync(join(to, help), fill(join(from, help), 'help', join(src, folder)));
  }
}

/** The text of a file; in place of `<!-- kind: name -->`, that of a file which many have a use for. */
function fill(file, kind, folder) {
  return readFileSync(file, 'utf8').replace(new RegExp(`<!-- ${kind}: ([\\w-]+) -->`, 'g'), (_, name) =>
    readFileSync(join(folder, `${name}.html`), 'utf8'),
  );
}

/**
 * A node's form: in place of `<script src="name.editor.ts">`, the bundled code and the CSS that it imports, readable, for
 * the palette's parser and for people; in place of `<!-- row: name -->`, a row that many forms have.
 */
function readForm(file) {
  const prefix = file.includes(join('src', 'config')) ? 'node-config-input' : 'node-input';
  return fill(file, 'row', join(src, 'editor/rows'))
    .replaceAll('node-input', prefix)
    .replace(/<script type="text\/javascript" src="([^"]+)"><\/script>/, (_, name) => {
      const { outputFiles } = buildSync({
        entryPoints: [join(dirname(file), name)],
        outdir: dist,
        bundle: true,
        write: false,
        format: 'iife',
        target: 'es2020',
        charset: 'utf8',
      });
      const output = (extension) => outputFiles.find(({ path }) => path.endsWith(extension)).text;
      return `<script type="text/javascript">\n${output('.js')}</script>\n\n<style>\n${output('.css')}</style>`;
    });
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
