// Makes dist/ from src/: compiles the runtime, and puts the form, the texts and the icons of each node beside it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
const manifest = readJson(join(root, 'package.json'));
for (const file of Object.values(manifest['node-red'].nodes)) completeNode(join(root, file));

/** @param file of the compiled node */
function completeNode(file) {
  const name = basename(file, '.js');
  const to = dirname(file);
  const from = to.replace(dist, src);
  writeFileSync(join(to, `${name}.html`), readForm(join(from, `${name}.html`)));
  for (const folder of ['icons', 'locales']) {
    if (existsSync(join(from, folder))) cpSync(join(from, folder), join(to, folder), { recursive: true });
  }
  // Node-RED looks a text up in the node's own catalogue, so each has those that all nodes share.
  for (const language of readdirSync(join(from, 'locales'))) {
    const catalogue = join('locales', language, `${name}.json`);
    const texts = {
      ...readJson(join(src, 'locales', `${language}.json`)),
      ...readJson(join(from, catalogue)),
    };
    writeFileSync(join(to, catalogue), JSON.stringify(texts, null, 2));
  }
}

/**
 * A node's form: in place of `<script src="name.editor.ts">`, the bundled code and the CSS that it imports, readable, for
 * the palette's parser and for people; in place of `<!-- row: name -->`, a row that many forms have.
 */
function readForm(file) {
  const prefix = file.includes(join('src', 'config')) ? 'node-config-input' : 'node-input';
  return readFileSync(file, 'utf8')
    .replace(/<!-- row: (\w+) -->/g, (_, row) =>
      readFileSync(join(src, 'editor/rows', `${row}.html`), 'utf8').replaceAll('node-input', prefix),
    )
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
