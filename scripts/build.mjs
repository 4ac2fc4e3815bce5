// Makes dist/ from src/: compiles the runtime, bundles each *.editor.ts into the html beside it, copies the rest.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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

for (const file of readdirSync(src, { recursive: true })) {
  if (/\.(json|html|svg)$/.test(file)) cpSync(join(src, file), join(dist, file));
  // Node-RED reads one html file a node: the catalogues' help is its own, the form needs its script inside.
  if (file.endsWith('.html') && !file.includes('locales')) {
    writeFileSync(join(dist, file), withEditorScript(join(src, file)));
  }
}

/** Replaces `<script src="name.editor.ts">` by the bundled code, readable, for the palette's parser and for people. */
function withEditorScript(file) {
  return readFileSync(file, 'utf8').replace(
    /<script type="text\/javascript" src="([^"]+)"><\/script>/,
    (_, name) => {
      const { outputFiles } = buildSync({
        entryPoints: [join(dirname(file), name)],
        bundle: true,
        write: false,
        format: 'iife',
        target: 'es2020',
        charset: 'utf8',
      });
      return `<script type="text/javascript">\n${outputFiles[0].text}</script>`;
    },
  );
}
