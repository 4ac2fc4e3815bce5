import { type TrustStore, TrustInMemory } from '../../lametric/clock/certificate';
import type { ClockMemory } from './clock-record';

/** Remembers in a clock's record which certificate is trusted. */
export class TrustInRecord implements TrustStore {
  readonly #memory: ClockMemory;

  constructor(memory: ClockMemory) {
    this.#memory = memory;
  }

  get trusted(): string | undefined {
    return this.#memory.read().fingerprint;
  }

  trust(fingerprint: string): Promise<void> {
    return this.#memory.change((record) => ({ ...record, fingerprint }));
  }

  async trustFirst(fingerprint: string): Promise<void> {
    await this.#memory.ready();
    await this.#memory.change((record) =>
      record.fingerprint === undefined ? { ...record, fingerprint } : undefined,
    );
  }
}

/** The same for a clock in a form, which begins with what the record says and writes nothing there. */
export class TrustInForm extends TrustInMemory {
  readonly #memory: ClockMemory;

  constructor(memory: ClockMemory) {
    super(memory.look().fingerprint);
    this.#memory = memory;
  }

  override async trustFirst(fingerprint: string): Promise<void> {
    await this.#memory.ready();
    await super.trustFirst(this.#memory.look().fingerprint ?? fingerprint);
  }
}
