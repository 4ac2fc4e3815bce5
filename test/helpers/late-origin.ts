/**
 * A server in a thread of its own. It answers as soon as the thread that asked has stopped its event loop.
 * The steps stand in `shared`, and are waited for there.
 */
import { workerData, parentPort } from 'node:worker_threads';
import { type Way, startOrigin } from './origin';

export const Step = { BEGUN: 0, ASKED: 1, BLOCKED: 2, ANSWERED: 3 } as const;

export interface LateOriginData {
  way: Way;
  shared: Int32Array<SharedArrayBuffer>;
  body: string;
}

async function serve({ way, shared, body }: LateOriginData) {
  const origin = await startOrigin(way);
  const step = (value: number) => {
    Atomics.store(shared, 0, value);
    Atomics.notify(shared, 0);
  };
  origin.answer = (_request, response) => {
    step(Step.ASKED);
    Atomics.wait(shared, 0, Step.ASKED);
    // The proxy in this thread has done its part before.
    response.end(body, () => setTimeout(step, 50, Step.ANSWERED));
  };
  parentPort?.postMessage({ url: origin.url, proxy: origin.proxy?.url }, []);
}

if (parentPort !== null) void serve(workerData);
