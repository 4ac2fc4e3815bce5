import { Server as TlsServer } from 'node:tls';
import type { Server } from 'node:net';
import type { NodeAPI } from 'node-red';
import { folderFor } from './address';
import { MediaListener } from './listener';
import { fileOf, isForMedia, serve } from './serve';
import { type IsNeeded, MediaStore } from './store';

/** The settings in settings.js: where clocks reach what serves sounds, and the port of a listener for them alone. */
const URL_SETTING = 'lametricDeviceMediaUrl';
const PORT_SETTING = 'lametricDeviceMediaPort';

/** A sound that clocks can fetch. */
export interface Medium {
  /** @param local this computer's address on a connection to the clock @throws {LaMetricError} as `folderFor` */
  addressFor(local: string): string;
  /** See `MediaStore.keep`. */
  keep(isNeeded: IsNeeded): void;
  /** Resolves when somebody fetches it. */
  fetched(signal: AbortSignal): Promise<void>;
}

/** By the admin app of a Node-RED, as the registries of clocks. */
const known = new WeakMap<object, Media>();

/** The sounds that this Node-RED serves. They outlive every Deploy. */
export function mediaOf(RED: NodeAPI): Media {
  const media = known.get(RED.httpAdmin) ?? new Media(RED);
  known.set(RED.httpAdmin, media);
  return media;
}

/** Serves sounds to clocks: below `httpNodeRoot`, or by a listener of its own. */
export class Media {
  readonly #RED: NodeAPI;
  readonly #store = new MediaStore();
  readonly #listener: MediaListener | undefined;

  constructor(RED: NodeAPI) {
    this.#RED = RED;
    const port = this.#setting(PORT_SETTING);
    if (port == null) {
      RED.httpNode.use((request, response, next) => {
        if (isForMedia(request)) serve(this.#store, request, response);
        else next();
      });
    } else {
      this.#listener = new MediaListener(RED, port, (request, response) =>
        serve(this.#store, request, response),
      );
    }
  }

  /** Serves a copy of a sound. Whether it is an mp3, and not too long, is for others to check. */
  add(bytes: Buffer): Medium {
    const name = this.#store.add(bytes);
    return {
      addressFor: (local) => this.folderFor(local) + fileOf(name),
      keep: (isNeeded) => this.#store.keep(name, isNeeded),
      fetched: (signal) => this.#store.fetched(name, signal),
    };
  }

  /**
   * The address of the folder from which a clock fetches sounds; see `folderFor`.
   * @param local this computer's address on a connection to the clock
   */
  folderFor(local: string): string {
    // As red.js has it, whatever its type says: a headless Node-RED has none.
    const server: Server | null | undefined = this.#RED.server;
    return folderFor(local, {
      url: this.#setting(URL_SETTING),
      root: this.#setting('httpNodeRoot'),
      auth: this.#setting('httpNodeAuth'),
      isSecure: server instanceof TlsServer,
      listening: server?.address() ?? null,
      listener: this.#listener,
    });
  }

  #setting(name: string): unknown {
    return Reflect.get(this.#RED.settings, name);
  }
}
