import type { KnipConfig } from 'knip';
import manifest from './package.json';

/** Node-RED loads a node's runtime by package.json, and the build puts its editor code into its html. */
const nodes = Object.values(manifest['node-red'].nodes).map((file) =>
  file.replace(/^dist\/(.*)\.js$/, 'src/$1{,.editor}.ts'),
);

const config: KnipConfig = {
  entry: [
    ...nodes,
    'bench/nodes/*.js',
    'test/load/nodes/*.js',
    // The simulator bundles it for the browser.
    'simulator/public/live.ts',
    // Whole as LaMetric's API is, though no node needs all of it.
    'src/lametric/clock/{notification,types}.ts',
    'src/lametric/display/screen.ts',
  ],
};

export default config;
