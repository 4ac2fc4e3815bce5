/** A clock's record in Redis, as several Node-REDs have it, and what a test can hold on the way there. */
import type { Sealer } from '../../src/config/account/connection';
import { ClockMemory, DEVICES_SETTING } from '../../src/config/device/clock-record';
import { settingsOf } from '../../src/config/device/settings';
import { Redis } from '../../src/storage/redis';
import { RedisRecords } from '../../src/storage/redis-records';
import { SettingsMap } from '../../src/storage/settings-map';
import { MemorySettings } from './settings';

export const HASH = 'lametric:devices';

type Gates = (() => Promise<void>)[];

/** A connection whose next save, or the answer to the next reload, waits while a test wants that. */
class HeldRedis extends Redis {
  readonly saves: Gates = [];
  readonly answers: Gates = [];

  override async run(script: string, keys: string[], values: string[]): Promise<unknown> {
    // Alone among the scripts, the one that reads has two keys, and the one that saves has four values.
    const isReading = keys.length === 2;
    if (!isReading && values.length === 4) await this.saves.shift()?.();
    const answer = await super.run(script, keys, values);
    if (isReading) await this.answers.shift()?.();
    return answer;
  }

  /** Holds the next one that is not held yet: resolves when it is there, and to a function that lets it go. */
  hold(gates = this.saves): Promise<() => void> {
    return new Promise((arrived) => {
      gates.push(() => new Promise((letGo) => arrived(letGo)));
    });
  }
}

/** One Node-RED's part of the clock. */
export class Member {
  readonly redis: HeldRedis;
  readonly records: RedisRecords;
  readonly memory: ClockMemory;
  readonly changed: string[] = [];

  constructor(url: string, sealer: Sealer, settings = new MemorySettings()) {
    this.redis = new HeldRedis(url);
    const copy = new SettingsMap(settings, DEVICES_SETTING, () => undefined);
    this.records = new RedisRecords(
      this.redis,
      HASH,
      copy,
      (names) => this.changed.push(...names),
      () => undefined,
    );
    this.memory = new ClockMemory(this.records, 'n', settingsOf({ account: 'a', device: '18' }, {}), sealer);
  }

  fingerprint(): string | undefined {
    return this.memory.read().fingerprint;
  }

  /** Resolves once Redis is away, or is not. */
  notices(isAway: boolean): Promise<void> {
    if (this.redis.isAway === isAway) return Promise.resolve();
    return new Promise((resolve) =>
      this.redis.onAway((problem) => (problem !== undefined) === isAway && resolve()),
    );
  }

  trust(fingerprint: string): Promise<void> {
    return this.memory.change((record) => ({ ...record, fingerprint }));
  }
}
