/** Does a deed after a pause in which it is not asked for again; a later one makes what is under way count no more. */
export class Debounced {
  readonly #pause: number;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param pause in milliseconds */
  constructor(pause: number) {
    this.#pause = pause;
  }

  /** @param deed is told whether it still counts, and has to ask before it shows anything */
  start(deed: (counts: () => boolean) => void): void {
    this.cancel();
    const run = this.#run;
    this.#timer = setTimeout(() => deed(() => run === this.#run), this.#pause);
  }

  cancel(): void {
    this.#run++;
    clearTimeout(this.#timer);
  }
}
