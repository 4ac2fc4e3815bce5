/** `npm run test:matrix`: the packed package on each line of Node-RED, with the Node it is made for; see USAGE. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { LINES, NODE_RED_5, prepareLine } from '../harness/lines';

const USAGE = `Usage: npm run test:matrix [-- [--e2e] [--line 4.1]]

Installs the packed package in Node-RED 4.1 on Node 20 and in Node-RED 5 on Node 24, and takes it all the way to a
renamed clock there; what stays on a clock outlives restarts of both. Those that are missing are installed below
.cache/matrix.

  --e2e   runs the browser tests as well: all on 4.1, those of the main ways on 5
  --line  4.1 or 5: on this line alone`;

const CONFIG = '--config=test/e2e/.mocharc.json';
const RUNTIME = {
  title: 'from the tarball to a renamed clock, and My Data over a restart',
  args: ['test/journey_spec.ts', 'test/nodes/my-data/restart_spec.ts'],
};
const DARK = 'test/e2e/dark_spec.ts';
/** The dark theme is one of Node-RED 5. */
const BROWSER = { title: 'browser tests', args: [CONFIG, 'test/e2e/**/*_spec.ts', `--ignore=${DARK}`] };
/** From the palette to a clock that shows something, and the dark theme. Other forms differ little on the other line. */
const WAYS = `access attempt connect dark device_account device_button device_card device_key
  forms icons install keyboard languages notify preview`.split(/\s+/);
const BROWSER_WAYS = {
  title: 'browser tests of the main ways',
  // Texts are as wide on the one line as on the other.
  args: [
    CONFIG,
    ...WAYS.map((name) => `test/e2e/${name}_spec.ts`),
    '--grep= in (de|fr|ja|zh-CN)',
    '--invert',
  ],
};

const ROOT = join(__dirname, '..');
const MOCHA = join(dirname(require.resolve('mocha/package.json')), 'bin/mocha.js');

function main(): void {
  const { values } = parseArgs({
    options: {
      e2e: { type: 'boolean', default: false },
      line: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }

  const lines = LINES.filter(({ nodeRed }) => `${nodeRed}.`.startsWith(values.line && `${values.line}.`));
  if (lines.length === 0) throw new Error(`There is no line ${values.line}.\n\n${USAGE}`);
  const outcomes = lines.flatMap((line) => {
    const { redJs, nodePath, title } = prepareLine(line);
    const env = { NODE_RED_JS: redJs, NODE_RED_NODE: nodePath };
    const browser = line === NODE_RED_5 ? BROWSER_WAYS : BROWSER;
    return (values.e2e ? [RUNTIME, browser] : [RUNTIME]).map((suite) => {
      const begin = performance.now();
      const { status, stdout, stderr } = spawnSync(process.execPath, [MOCHA, ...suite.args], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, ...env },
        maxBuffer: 64 * 1024 * 1024,
      });
      const passed = status === 0;
      const result = passed ? (/\d+ passing/.exec(stdout)?.[0] ?? 'passed') : `FAILED\n${stdout}${stderr}`;
      const seconds = Math.round((performance.now() - begin) / 1000);
      console.log(`${title}, ${suite.title}: ${result} (${seconds} s)`);
      if (passed) for (const [retried] of stdout.matchAll(/^Needed another try: .*$/gm)) console.log(retried);
      return passed;
    });
  });
  const passed = outcomes.filter(Boolean).length;
  console.log(`${passed} passed, ${outcomes.length - passed} failed`);
  if (passed < outcomes.length) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  const failure = error instanceof Error ? error : new Error(String(error));
  const isUsage = 'code' in failure && String(failure.code).startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? `${failure.message}\n\n${USAGE}` : failure.message);
  process.exitCode = 1;
}
