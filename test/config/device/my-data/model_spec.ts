import assert from 'node:assert/strict';
import sinon from 'sinon';
import { MemoryStore, MyDataClock, keyFrames, openMyData, text } from '../../../helpers/my-data';

const SECOND = 1000;

/** Numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The state of one widget, as plainly as it can be said. */
class Model {
  keys: { key: string; texts: string[]; position: number; until: number }[] = [];

  set(key: string, texts: string[], position: number, until: number): void {
    this.expire();
    const others = this.keys.filter((each) => each.key !== key);
    const total = others.reduce((sum, each) => sum + each.texts.length, texts.length);
    if (texts.length === 0) this.keys = others;
    else if (total <= 20) {
      const at = this.keys.findIndex((each) => each.key === key);
      this.keys.splice(at === -1 ? this.keys.length : at, at === -1 ? 0 : 1, { key, texts, position, until });
    }
  }

  expire(): void {
    this.keys = this.keys.filter(({ until }) => until > Date.now());
  }

  get shown(): string[] {
    this.expire();
    const positions = [...new Set(this.keys.map(({ position }) => position))].toSorted(
      (one, other) => one - other,
    );
    const texts = positions.flatMap((position) =>
      this.keys.filter((each) => each.position === position).flatMap((each) => each.texts),
    );
    return texts.length > 0 ? texts : ['-'];
  }
}

describe('My Data of a clock, whatever happens', () => {
  afterEach(() => sinon.restore());

  for (let seed = 1; seed <= 100; seed++) {
    it(`ends as it should (seed ${seed})`, async () => {
      const random = randomFrom(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] = [
        'setTimeout',
        'clearTimeout',
        'Date',
        'performance',
      ];
      let time = sinon.useFakeTimers({ now: 1e12, toFake });
      const clock = new MyDataClock();
      const store = new MemoryStore();
      const model = new Model();
      let myData = openMyData(clock, store);
      let asked = 0;
      let ended = 0;
      const actions = [
        ...Array<() => Promise<void>>(12).fill(async () => {
          const [key, position, count] = [`key ${below(6)}`, below(3), below(7)];
          const lifetime = random() < 0.3 ? (1 + below(60)) * SECOND : Infinity;
          const texts = Array.from({ length: count }, () => String(below(1000)));
          model.set(key, texts, position, Date.now() + lifetime);
          asked++;
          const end = () => ended++;
          myData
            .show('', key, keyFrames(texts.map(text), { position, lifetime }), new AbortController().signal)
            .then(end, end);
        }),
        async () => clock.cutPower(),
        async () => void (clock.isOff = false),
        async () => void (clock.notFound = below(3)),
        async () => {
          const shown = [...clock.shown.values()][0] ?? [];
          clock.shown.clear();
          clock.shown.set(`reinstalled ${below(1000)}`, shown.slice(0, 0));
        },
        async () => {
          // What is saved lies in the store; Node-RED is off for a while.
          await time.tickAsync(0);
          myData.close();
          const now = Date.now() + below(20) * SECOND;
          time.restore();
          time = sinon.useFakeTimers({ now, toFake });
          myData = openMyData(clock, store);
        },
      ];
      for (let step = 0; step < 60; step++) {
        await actions[below(actions.length)]?.();
        if (random() < 0.7) await time.tickAsync(below(4) * SECOND);
      }
      clock.isOff = false;
      clock.notFound = 0;
      // A power cut that nobody noticed, or an app added anew, heals at the next ten minutes.
      await time.tickAsync(11 * 60 * SECOND);
      const [shown] = [...clock.shown.values()];
      const wasEverSet = clock.requests.some((request) => request.startsWith('POST'));
      if (wasEverSet) assert.deepEqual(shown?.length === 0 ? ['-'] : shown, model.shown);
      assert.equal(ended, asked);
      myData.close();
      time.restore();
    });
  }
});
