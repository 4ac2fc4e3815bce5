/** The place where it is remembered which certificate is trusted. */
export interface TrustStore {
  /** The trusted fingerprint, as it stands now: others may write it, too. */
  readonly trusted: string | undefined;
  /** Trusts a fingerprint from now on. Resolves once that is saved, or cannot be. */
  trust(fingerprint: string): Promise<void>;
  /**
   * Trusts the first fingerprint ever, unless another one turns out to be trusted. Resolves as `trust` does.
   * @throws {LaMetricError} `UNREACHABLE` or `NOT_CONFIGURED` while it cannot be known whether another one is
   */
  trustFirst(fingerprint: string): Promise<void>;
}

/** Remembers the trusted fingerprint until the process ends. */
export class TrustInMemory implements TrustStore {
  trusted: string | undefined;

  constructor(trusted?: string) {
    this.trusted = trusted;
  }

  async trust(fingerprint: string): Promise<void> {
    this.trusted = fingerprint;
  }

  async trustFirst(fingerprint: string): Promise<void> {
    this.trusted ??= fingerprint;
  }
}

/**
 * A clock's certificate, known by its SHA-256 fingerprint (`AA:BB:…`, upper case). Clocks sign their own certificates, so
 * only the fingerprint tells whether this is the same clock as before: names and dates do not count.
 */
export class Certificate {
  readonly #store: TrustStore;
  #shown: string | undefined;
  /** Whether the user has said which one to trust. */
  #isChosen = false;

  constructor(store: TrustStore = new TrustInMemory()) {
    this.#store = store;
  }

  /** The trusted fingerprint. */
  get trusted(): string | undefined {
    return this.#store.trusted;
  }

  /** The fingerprint that the clock showed last. */
  get shown(): string | undefined {
    return this.#shown;
  }

  /** Resolves once it is saved, or cannot be. */
  trust(fingerprint: string): Promise<void> {
    this.#isChosen = true;
    return this.#store.trust(fingerprint);
  }

  /**
   * Trusts what the same clock has been trusted for elsewhere: the user's choice counts, a first contact only where nothing
   * else is trusted. Resolves once it is saved, or cannot be.
   * @throws {LaMetricError} as `TrustStore.trustFirst`
   */
  async learnFrom(other: Certificate): Promise<void> {
    const { trusted } = other;
    if (trusted === undefined) return;
    if (other.#isChosen) await this.trust(trusted);
    else if (this.trusted === undefined) await this.#store.trustFirst(trusted);
  }

  /**
   * Notes the fingerprint that the clock shows. The first one ever is trusted, and saved before anything is sent.
   * @throws {LaMetricError} as `TrustStore.trustFirst`
   */
  async observe(fingerprint: string): Promise<void> {
    this.#shown = fingerprint;
    if (this.trusted === undefined) await this.#store.trustFirst(fingerprint);
  }

  /** Whether the clock shows the certificate that is trusted. */
  get isTrusted(): boolean {
    return this.#shown !== undefined && this.#shown === this.trusted;
  }
}
