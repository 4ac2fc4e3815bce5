import assert from 'node:assert/strict';
import { SingleFlight } from '../../../src/lametric/connection/single-flight';
import { errorOf } from '../../helpers/lametric';
import { LaMetricError } from '../../../src/lametric/errors';

describe('A shared read', () => {
  const stopped = new LaMetricError('UNREACHABLE', 'stopped', { aborted: true });
  let reads: SingleFlight<number>;
  /** Ends the reads that were begun, each with its number. */
  let ends: (() => void)[];

  beforeEach(() => {
    reads = new SingleFlight();
    ends = [];
  });

  const begin = () => new Promise<number>((resolve) => ends.push(() => resolve(ends.length)));
  const read = ({ signal } = new AbortController()) => reads.read('key', begin, signal);

  it('is not joined once it has ended, even while its result is on its way', async () => {
    let again: Promise<number> | undefined;
    const joinAtEnd = () => {
      const result = begin();
      setImmediate(() => void result.then(() => (again = read())));
      return result;
    };
    const first = reads.read('key', joinAtEnd, new AbortController().signal);
    await new Promise(setImmediate);
    ends[0]?.();
    await first;
    ends[1]?.();
    assert.equal(await again, 2);
  });

  it('is not joined once nobody waits for it, though it goes on', async () => {
    const controller = new AbortController();
    const given = errorOf(read(controller));
    controller.abort(stopped);
    assert.equal(await given, stopped);
    const later = read();
    ends[1]?.();
    assert.equal(await later, 2);
  });

  it('is not begun for who has given up', async () => {
    const controller = new AbortController();
    controller.abort(stopped);
    assert.equal(await errorOf(read(controller)), stopped);
    assert.equal(ends.length, 0);
  });

  it('that was closed leaves the next one open when it ends', async () => {
    const first = read();
    reads.closeAll();
    const second = read();
    ends[0]?.();
    await first;
    const third = read();
    assert.equal(ends.length, 2);
    ends[1]?.();
    assert.deepEqual([await second, await third], [2, 2]);
  });
});
