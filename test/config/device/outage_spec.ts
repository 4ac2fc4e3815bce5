import assert from 'node:assert/strict';
import sinon from 'sinon';
import { freeHost } from '../../../simulator/clock/free-host';
import { LaMetricError } from '../../../src/lametric/errors';
import { ClocksWorld, never, saying } from '../../helpers/clocks';

/** Milliseconds. */
const EVERY = 100;

describe('Ten messages a second to a clock', () => {
  let world: ClocksWorld;
  let time: sinon.SinonFakeTimers;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(async () => {
    time.restore();
    await world.close();
  });

  it('that is unplugged for a minute and comes back elsewhere end once each, and find it', async () => {
    const clock = world.clock();
    const ends: ('shown' | LaMetricError['code'])[][] = [];
    const send = () => {
      const own: (typeof ends)[number] = [];
      const text = `${ends.push(own)}`;
      clock.send(saying(text), never()).then(
        () => own.push('shown'),
        (error: unknown) => own.push(error instanceof LaMetricError ? error.code : 'INTERNAL'),
      );
    };
    const sendFor = async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += EVERY) {
        send();
        await time.tickAsync(EVERY);
        await networkTurn();
      }
    };

    await sendFor(2_000);
    await world.kitchen.unplug();
    await sendFor(60_000);
    await world.kitchen.moveTo(freeHost());
    await sendFor(70_000);
    while (ends.some((own) => own.length === 0)) {
      await time.tickAsync(EVERY);
      await networkTurn();
    }

    assert.ok(ends.every((own) => own.length === 1));
    const results = ends.flat();
    const shown = results.filter((end) => end === 'shown').length;
    assert.equal(results.length - shown, results.filter((end) => end === 'UNREACHABLE').length);
    assert.deepEqual([world.shown.length, new Set(world.shown).size], [shown, shown]);
    assert.equal(results.at(-1), 'shown');
    assert.equal(clock.state, 'online');
    assert.ok(world.lookUps <= 4, `${world.lookUps} look-ups`);
  });
});

/** Lets data that has arrived be read. */
async function networkTurn(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}
