/** Runs an action once nobody has asked for it again during a pause. A later run makes an earlier one outdated. */
export class Debounced {
  readonly #pause: number;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param pause in milliseconds */
  constructor(pause: number) {
    this.#pause = pause;
  }

  /** @param action has to ask `counts` before it shows anything: it may be outdated */
  start(action: (counts: () => boolean) => void): void {
    this.cancel();
    const run = this.#run;
    this.#timer = setTimeout(() => action(() => run === this.#run), this.#pause);
  }

  cancel(): void {
    this.#run++;
    clearTimeout(this.#timer);
  }
}
