/** What happens to a simulated clock in a case, and what it has shown in each of its runs. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { spy } from 'sinon';
import type { Clock } from '../../simulator/clock/clock';

const STAYING = 'This stays';
/** A notification that stays until somebody dismisses it. */
export const STAYS = {
  priority: 'info' as const,
  iconType: 'none',
  lifetime: 3_600_000,
  model: { cycles: 0, frames: [{ text: STAYING }] },
};
/** How many notifications of others get ids that ours may have had before a restart. */
const OTHERS = 6;

export class Aftermath {
  readonly #clock: Clock;
  readonly #add;
  /** The number of calls of `add` when each run ended. */
  readonly #runs: number[] = [];
  #underWay: Promise<void> = Promise.resolve();
  #others = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#add = spy(clock.queue, 'add');
  }

  /** Makes something happen, after what is happening already. */
  happen(what: 'restart' | 'another certificate'): void {
    this.#underWay = this.#underWay.then(() =>
      what === 'restart' ? this.#restart() : this.#clock.changeCertificate(),
    );
  }

  /** Waits until nothing is happening. */
  settle(): Promise<void> {
    return this.#underWay;
  }

  /** The run of each time when a text was shown. */
  runsOf(text: string): number[] {
    return this.#add.getCalls().flatMap(({ firstArg }, index) => {
      const isShown = inspect(firstArg, { depth: 9 }).includes(text);
      return isShown ? [this.#runs.filter((end) => end <= index).length] : [];
    });
  }

  /** @throws {AssertionError} if a notification of others has gone */
  checkOthers(): void {
    const left = this.#clock.queue.all.filter(({ model }) => model.frames[0]?.text === STAYING);
    assert.equal(left.length, this.#others, 'a notification of others has gone');
  }

  async #restart(): Promise<void> {
    await this.#clock.unplug();
    this.#runs.push(this.#add.callCount);
    await this.#clock.plugIn();
    for (let index = 0; index < OTHERS; index++) this.#clock.queue.add(STAYS);
    this.#others = OTHERS;
  }
}
