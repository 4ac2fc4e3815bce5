/** How long a message waits for a refresh, with Redis and without, in turns. */
import { SessionWorld } from '../helpers/session';
import { SharedWorld } from '../helpers/shared-account';

const ROUNDS = 60;

/** @returns the medians, in milliseconds. Without Redis, it is a memory that takes the tokens, so no disk helps Redis. */
export async function measureWaiting(): Promise<{ without: number; withRedis: number }> {
  const alone = await SessionWorld.start();
  const shared = await SharedWorld.start();
  const member = shared.join();
  await member.store.records.ready();
  const times: { without: number[]; withRedis: number[] } = { without: [], withRedis: [] };
  for (let round = 0; round < ROUNDS; round++) {
    await alone.session.connect(alone.client, alone.expired());
    times.without.push(await timeOf(() => alone.list()));
    await member.session.connect(shared.client, shared.expired());
    times.withRedis.push(await timeOf(() => member.list()));
  }
  await shared.close();
  await alone.close();
  return { without: median(times.without), withRedis: median(times.withRedis) };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
