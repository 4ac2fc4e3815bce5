import type { NodeRed } from '../../harness/node-red';

/** `slow` takes half a second, `silent` never ends: Node-RED saves one after the other, so nor does any later one. */
export type StorageMode = 'working' | 'failing' | 'slow' | 'silent';

/** The part of settings.js that lets a test say how Node-RED's own storage of its settings behaves. */
export const STORAGE_SOURCE = `
const storage = require('node:module').createRequire(require.main.filename)(
  '@node-red/runtime/lib/storage/localfilesystem',
);
const { saveSettings } = storage;
const modes = {
  working: saveSettings,
  failing: () => Promise.reject(new Error('the storage is away')),
  slow: (all) => new Promise((resolve) => setTimeout(resolve, 500)).then(() => saveSettings(all)),
  silent: () => new Promise(() => {}),
};
let mode = 'working';
storage.saveSettings = (all) => {
  process.send({ topic: 'save', data: mode });
  return modes[mode](all);
};
settings.httpAdminMiddleware = (req, res, next) => {
  mode = req.get('Test-Storage') ?? mode;
  next();
};
`;

/** From now on until the next start, which finds it working. */
export async function setStorage(nodeRed: NodeRed, mode: StorageMode): Promise<void> {
  await nodeRed.admin('GET', 'settings', undefined, { 'Test-Storage': mode });
}
