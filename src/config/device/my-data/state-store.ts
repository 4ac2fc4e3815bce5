import { withDeadline } from '../../../lametric/connection/deadline';

/** How long a context store may take: milliseconds. Then the state is in memory alone. */
const TIMEOUT = 5000;
const NAME = 'myData';

/** Keeps a value over a restart, as far as the user's context store does. Nothing here ever fails. */
export interface StateStore {
  /** @returns `undefined` without a saved value */
  load(): Promise<unknown>;
  save(value: object): void;
}

type Done = (error?: unknown, value?: unknown) => void;

/** The context of a node, as Node-RED gives it. */
interface Context {
  get(name: string, done: Done): void;
  set(name: string, value: unknown, done: Done): void;
}

/**
 * The context of a node as a store.
 * @param onFailure called with the first failure of the context store, once there is something to be saved
 */
export function contextStore(context: Context, onFailure: (error: unknown) => void): StateStore {
  const failures: unknown[] = [];
  let isReported = false;
  /** Calls a function of the context, which may throw, fail later, or never end. */
  const call = (run: (done: Done) => void) =>
    withDeadline(
      TIMEOUT,
      undefined,
      () =>
        new Promise<unknown>((resolve, reject) =>
          run((error, value) => (error == null ? resolve(value) : reject(error))),
        ),
    ).catch((error: unknown) => void failures.push(error));

  let waiting: object | undefined;
  let isSaving = false;
  const saveNow = async () => {
    isSaving = true;
    for (let value = waiting; value !== undefined; value = waiting) {
      waiting = undefined;
      await call((done) => context.set(NAME, value, done));
    }
    isSaving = false;
    if (failures.length === 0 || isReported) return;
    isReported = true;
    onFailure(failures[0]);
  };
  return {
    load: () => call((done) => context.get(NAME, done)),
    save(value) {
      // A slow store gets the newest state alone.
      waiting = value;
      if (!isSaving) void saveNow();
    },
  };
}
