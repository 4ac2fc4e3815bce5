import type { Simulator } from '../../simulator/simulator';
import { cloudQueues, sendToCloud } from '../../src/lametric/cloud/cloud';
import { Requester } from '../../src/lametric/connection/requester';

/** Sends requests to the simulator with one access token, and without a session around it. */
export function requesterOf({ url }: Pick<Simulator, 'url'>, accessToken: string): Requester<string> {
  return new Requester({
    exchange: (request, token, ...sending) => sendToCloud(url, request, token, ...sending),
    authorize: (attempt) => attempt(accessToken),
    ...cloudQueues(),
  });
}
