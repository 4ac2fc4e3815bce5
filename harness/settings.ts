/** How a Node-RED of the harness is set up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface NodeRedOptions {
  /** Default: a fresh temporary directory, which `stop()` removes. */
  userDir?: string;
  /** Default: a free one. */
  port?: number;
  /** The `node` to run Node-RED with. Default: NODE_RED_NODE, or the one that runs this. */
  nodePath?: string;
  /** Node-RED's `red.js`. Default: NODE_RED_JS, or the one of the repository. */
  redJs?: string;
  /** JSON values for settings.js, each in place of the harness's own. */
  settings?: Record<string, unknown>;
  /** JavaScript for what JSON cannot say: it finds the object to extend as `settings`. */
  settingsSource?: string;
  env?: Record<string, string>;
  /** Written to flows.json before the start, so without credentials: only `deploy` takes them. */
  flows?: unknown[];
  /** A directory that Node-RED searches for nodes, besides the installed ones. */
  nodesDir?: string;
  /** Makes the repository's built package available as if it were installed, by a symbolic link. */
  link?: boolean;
  logLevel?: 'info' | 'debug' | 'trace';
}

export function settingsSource(options: NodeRedOptions, port: number): string {
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    lang: 'en-US', // The end of the start is read from the log.
    debugMaxLength: 1_000_000, // Debug messages are cut at 1000 characters otherwise.
    logging: { console: { level: options.logLevel ?? 'info', metrics: false, audit: false } },
    nodesDir: options.nodesDir,
    // No packet of a search leaves the computer; the simulator's clocks answer there.
    lametricDeviceSearch: ['127.0.0.1'],
    ...options.settings,
  };
  return `const settings = ${JSON.stringify(settings)};
module.exports = settings;
${options.settingsSource ?? ''}
`;
}

/** A section of what `RED.settings.set` wrote; undefined while there is none. */
export function readSettings(userDir: string, section: string): unknown {
  try {
    const settings: unknown = JSON.parse(readFileSync(join(userDir, `.config.${section}.json`), 'utf8'));
    return settings;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
