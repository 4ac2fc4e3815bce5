/** The parts that tests of the account's admin endpoints share. */
import assert from 'node:assert/strict';
import { ACCOUNT, type Admin, accountFlow, accountNode, authorize, textFields } from '../../harness/account';
import type { AdminResponse } from '../../harness/admin-api';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';

export const CALLBACK = 'lametric-account/callback';
export const OF_ACCOUNT = `lametric-account/${ACCOUNT}`;
export const OTHER_ACCOUNT = 'account-2';
export const CONNECTED = { state: 'connected', persisted: true };
export const INVALID_INPUT = [400, 'INVALID_INPUT'];
export const NOT_FOUND = [404, 'NOT_FOUND'];
export const CROSS_SITE = [403, 'FORBIDDEN'];

/** The guarded endpoints: what permission each needs, and how it answers an empty body while nothing is connected. */
export const ENDPOINTS = [
  ['GET', '', 'read', 200],
  ['GET', '/user', 'read', 409],
  ['GET', '/devices', 'read', 409],
  ['POST', '/authorize', 'write', 400],
  ['POST', '/redeem', 'write', 400],
  ['POST', '/disconnect', 'write', 204],
] as const;

/** Status and code of an error, whose body must have the shape of the contract. */
export function errorOf({ status, body }: Pick<AdminResponse, 'status' | 'body'>): [number, unknown] {
  assert.ok(isObject(body) && isObject(body['error']), `No error body: ${JSON.stringify(body)}`);
  const { code, message, ...others } = body['error'];
  assert.deepEqual([Object.keys(body), others], [['error'], {}]);
  assert.ok(typeof message === 'string' && message !== '', 'The error has no message');
  return [status, code];
}

/** The message of an error, for the user. */
export function messageOf({ body }: Pick<AdminResponse, 'body'>): string {
  assert.ok(isObject(body) && isObject(body['error']));
  return String(body['error']['message']);
}

export async function stateOf(response: Promise<AdminResponse>): Promise<string | undefined> {
  return textFields(await response)['state'];
}

/** Posts as the editor does that was opened at this address. */
export function adminAt(url: string, headers: Record<string, string>): Admin {
  return {
    url,
    admin: async (method, path, body) => {
      const init: RequestInit = {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      };
      const response = await fetch(`${url}/${path}`, init);
      const answer: unknown = await response.json();
      return { status: response.status, headers: response.headers, body: answer };
    },
  };
}

/** A LaMetric cloud, and a Node-RED without a login that has two accounts for it and one without credentials. */
export class RoutesWorld {
  private constructor(
    readonly simulator: Simulator,
    readonly nodeRed: NodeRed,
  ) {}

  static async start(): Promise<RoutesWorld> {
    const simulator = await startSimulator();
    const nodeRed = await startNodeRed({
      link: true,
      settings: { lametricAccountCloudUrl: simulator.url },
      // From a request with this header on, Node-RED believes that so much time has gone.
      settingsSource: `
        const { now } = Date;
        let minutesLater = 0;
        Date.now = () => now() + minutesLater * 60_000;
        settings.httpAdminMiddleware = (req, res, next) => {
          minutesLater = Number(req.get('Test-Minutes-Later') ?? 0);
          next();
        };`,
    });
    const world = new RoutesWorld(simulator, nodeRed);
    await world.deploy();
    return world;
  }

  /** The accounts, and more nodes. */
  deploy(...nodes: object[]): Promise<void> {
    return this.nodeRed.deploy([
      ...accountFlow(this.simulator),
      accountNode(this.simulator, { id: OTHER_ACCOUNT }),
      accountNode(this.simulator, { id: 'without-credentials', credentials: {} }),
      ...nodes,
    ]);
  }

  /** For the next test, which finds nothing connected, and the clocks plugged in. */
  async reset(): Promise<void> {
    this.simulator.clearFaults();
    await this.post(`${OF_ACCOUNT}/disconnect`);
    for (const clock of this.simulator.clocks) {
      if (!clock.pluggedIn) await clock.plugIn();
      clock.clearRequests();
    }
  }

  async close(): Promise<void> {
    await this.nodeRed.stop();
    await this.simulator.close();
  }

  get(path: string, headers?: Record<string, string>): Promise<AdminResponse> {
    return this.nodeRed.admin('GET', path, undefined, headers);
  }

  post(path: string, body?: object): Promise<AdminResponse> {
    return this.nodeRed.admin('POST', path, body);
  }

  async started(body: Record<string, unknown> = {}, id = ACCOUNT) {
    const answer = await authorize(this.nodeRed, this.simulator, body, id);
    const { handshake = '', authorizeUrl = '' } = textFields(answer);
    return { handshake, authorizeUrl, state: new URL(authorizeUrl).searchParams.get('state') ?? '' };
  }

  redeem(body: Record<string, unknown>, id = ACCOUNT, headers = {}): Promise<AdminResponse> {
    return this.nodeRed.admin('POST', `lametric-account/${id}/redeem`, body, headers);
  }
}
