import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { Poller } from '../../../src/config/device/poller';
import type { ClockEvent, EventName } from '../../../src/lametric/clock/events';
import { LaMetricError } from '../../../src/lametric/errors';
import { settleSockets, stopTime } from '../../helpers/time';

const OFF = new LaMetricError('UNREACHABLE', 'off');
const REFUSED = new LaMetricError('NOT_AUTHORIZED', '401', { statusCode: 401 });

describe('The polling of a clock that answers no look', () => {
  let time: SinonFakeTimers;
  let events: ClockEvent[];
  let asked: AbortSignal[];
  /** Without one, it says nothing. */
  let failure: LaMetricError | undefined;
  let warnings: string[];
  let poller: Poller;

  beforeEach(() => {
    time = stopTime();
    [events, asked, failure, warnings] = [[], [], OFF, []];
    const send = (_request: unknown, signal: AbortSignal): Promise<never> => {
      asked.push(signal);
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(OFF)));
    };
    const reporter = { explain: String, warn: (message: string) => void warnings.push(message) };
    poller = new Poller({ name: 'Kitchen', send }, reporter, { shortestInterval: 5000, spread: 0 });
  });
  afterEach(() => {
    time.restore();
    sinon.restore();
  });

  const listen = (names: EventName[], seconds = 5) =>
    poller.subscribe({
      node: 'node',
      events: new Set(names),
      interval: seconds * 1000,
      initial: true,
      onEvent: (event) => events.push(event),
    });
  /** Lets seconds go by. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      time.tick(1000);
      await settleSockets(2);
    }
  };

  it('asks for nothing else in a round in which it is off', async () => {
    listen(['mode', 'app', 'notification']);
    await pass(1);
    assert.equal(asked.length, 1);
  });

  it('asks one that is off no sooner than every two minutes where nobody wants to know it sooner', async () => {
    listen(['offline'], 600);
    await pass(599);
    assert.equal(asked.length, 1);
    await pass(2);
    assert.equal(asked.length, 2);
  });

  it('asks one that refuses the key as often as ever', async () => {
    failure = REFUSED;
    listen(['online']);
    await pass(26);
    assert.equal(asked.length, 6);
    assert.deepEqual(events, []);
  });

  it('leaves no timer behind', () => {
    listen(['online'])();
    assert.equal(time.countTimers(), 0);
  });

  it('gives up a look that nobody waits for any more, and tells nobody that it failed', async () => {
    failure = undefined;
    const stop = listen(['online']);
    await pass(1);
    stop();
    assert.deepEqual(
      asked.map(({ aborted }) => aborted),
      [true],
    );
    await settleSockets();
    assert.deepEqual(warnings, []);
  });
});
