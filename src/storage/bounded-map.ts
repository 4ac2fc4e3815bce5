/** A map of limited size: the entry that was set longest ago gives way, and each goes by itself after its lifetime. */
export class BoundedMap<T> {
  /** The oldest first. */
  readonly #entries = new Map<string, { value: T; timer: NodeJS.Timeout | undefined }>();

  /**
   * @param limit how many entries there may be
   * @param lifetime milliseconds; without one, an entry stays until it gives way
   */
  constructor(
    readonly limit: number,
    readonly lifetime?: number,
  ) {}

  get(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Sets an entry, which is the newest from now on. */
  set(key: string, value: T): void {
    this.delete(key);
    const { lifetime } = this;
    const timer = lifetime === undefined ? undefined : setTimeout(() => this.delete(key), lifetime).unref();
    this.#entries.set(key, { value, timer });
    const [oldest = ''] = this.#entries.keys();
    if (this.#entries.size > this.limit) this.delete(oldest);
  }

  /** @returns whether there was such an entry */
  delete(key: string): boolean {
    clearTimeout(this.#entries.get(key)?.timer);
    return this.#entries.delete(key);
  }

  /** The keys, the oldest first. */
  keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** The values, the oldest first. */
  values(): T[] {
    return [...this.#entries.values()].map(({ value }) => value);
  }
}
