import assert from 'node:assert/strict';
import {
  ACCOUNT,
  type Admin,
  accountFlow,
  accountNode,
  authorize,
  connect,
  LIST,
  textFields,
  visit,
} from '../../../harness/account';
import type { AdminResponse } from '../../../harness/admin-api';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Fault, type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { DEVICES, TOKEN } from '../../helpers/paths';
import { type ReverseProxy, startReverseProxy } from '../../helpers/reverse-proxy';

const CALLBACK = 'lametric-account/callback';
const OF_ACCOUNT = `lametric-account/${ACCOUNT}`;
const CONNECTED = { state: 'connected', persisted: true };

/** The guarded endpoints: what permission each needs, and how it answers an empty body while nothing is connected. */
const ENDPOINTS = [
  ['GET', '', 'read', 200],
  ['GET', '/user', 'read', 409],
  ['GET', '/devices', 'read', 409],
  ['POST', '/authorize', 'write', 400],
  ['POST', '/redeem', 'write', 400],
  ['POST', '/disconnect', 'write', 204],
] as const;

/** Status and code of an error, whose body must have the shape of the contract. */
function errorOf({ status, body }: AdminResponse): [status: number, code: unknown] {
  assert.ok(isObject(body) && isObject(body['error']), `No error body: ${JSON.stringify(body)}`);
  const { code, message, ...others } = body['error'];
  assert.deepEqual([Object.keys(body), others], [['error'], {}]);
  assert.ok(typeof message === 'string' && message !== '', 'The error has no message');
  return [status, code];
}

async function stateOf(response: Promise<AdminResponse>): Promise<string | undefined> {
  return textFields(await response)['state'];
}

const INVALID_INPUT = [400, 'INVALID_INPUT'];
const NOT_FOUND = [404, 'NOT_FOUND'];
const CROSS_SITE = [403, 'FORBIDDEN'];

describe('The admin endpoints', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator();
  });

  after(() => simulator.close());

  describe('of a Node-RED without a login', () => {
    const OTHER_ACCOUNT = 'account-2';
    let nodeRed: NodeRed;

    before(async () => {
      nodeRed = await startNodeRed({
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
      await nodeRed.deploy([
        ...accountFlow(simulator),
        accountNode(simulator, { id: OTHER_ACCOUNT }),
        accountNode(simulator, { id: 'without-credentials', credentials: {} }),
      ]);
    });

    after(() => nodeRed.stop());

    afterEach(async () => {
      simulator.clearFaults();
      await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`);
    });

    const get = (path: string, headers?: Record<string, string>) =>
      nodeRed.admin('GET', path, undefined, headers);
    const started = async (body: Record<string, unknown> = {}, id = ACCOUNT) => {
      const { handshake = '', authorizeUrl = '' } = textFields(await authorize(nodeRed, simulator, body, id));
      return { handshake, authorizeUrl, state: new URL(authorizeUrl).searchParams.get('state') ?? '' };
    };
    const redeem = (body: Record<string, unknown>, id = ACCOUNT, headers = {}) =>
      nodeRed.admin('POST', `lametric-account/${id}/redeem`, body, headers);
    const ownOrigin = () => new URL(nodeRed.url).origin;
    const postToCallback = (body: object) => nodeRed.admin('POST', CALLBACK, body);
    /** The callback page as it came, but for the time. */
    const page = async (query: string) => {
      const { status, headers, body } = await get(CALLBACK + query);
      const { date: _date, ...others } = Object.fromEntries(headers);
      return { status, headers: others, body };
    };

    describe('whatever is asked for', () => {
      it('let no answer be kept by a cache', async () => {
        for (const [method, path, , status] of ENDPOINTS) {
          const response = await nodeRed.admin(method, OF_ACCOUNT + path);
          assert.equal(response.status, status, path);
          assert.equal(response.headers.get('cache-control'), 'no-store', path);
        }
      });

      const text = { 'content-type': 'text/plain' };
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const latin = { 'content-type': 'application/json; charset=latin1' };
      const secret = 'a-secret-in-a-broken-body';
      const bodies: [what: string, body: string | undefined, headers?: Record<string, string>][] = [
        ['no body', undefined],
        ['an empty body', ''],
        ['a broken body', `{"clientSecret":"${secret}`],
        ['a text', '"text"'],
        ['a number', '1'],
        ['null', 'null'],
        ['a list', '[]'],
        ['an object with nothing in it', '{}'],
        ['an object with only a prototype', `{"__proto__":${JSON.stringify(fullBody())}}`],
        ['values of the wrong type', JSON.stringify(mapValues(fullBody(), (value) => [value]))],
        ['JSON that is called text', JSON.stringify(fullBody()), text],
        ['a form', new URLSearchParams(fullBody()).toString(), form],
        ['JSON in a charset that is none', JSON.stringify(fullBody()), latin],
        ['more than Node-RED accepts', JSON.stringify({ ...fullBody(), more: 'x'.repeat(5 * 1024 * 1024) })],
      ];
      for (const [what, body, headers] of bodies) {
        it(`refuse ${what}`, async () => {
          for (const path of [`${OF_ACCOUNT}/authorize`, `${OF_ACCOUNT}/redeem`, CALLBACK]) {
            assert.deepEqual(errorOf(await nodeRed.admin('POST', path, body, headers)), INVALID_INPUT, path);
          }
          assert.equal(nodeRed.output().includes(secret), false);
        });
      }

      it('refuse a node id that cannot be decoded', async () => {
        assert.deepEqual(errorOf(await get('lametric-account/%ff')), INVALID_INPUT);
      });

      for (const id of ['__proto__', 'constructor', 'toString', 'a%2Fb', '%00']) {
        it(`take ${id} for a node id like any other`, async () => {
          const unconfigured = { state: 'unconfigured', scopes: [], expiresAt: null, persisted: true };
          assert.deepEqual((await get(`lametric-account/${id}`)).body, unconfigured);
          assert.deepEqual(errorOf(await get(`lametric-account/${id}/user`)), [409, 'NOT_CONFIGURED']);
          assert.equal((await nodeRed.admin('POST', `lametric-account/${id}/disconnect`)).status, 204);
        });
      }
    });

    describe('asked by a page of another site', () => {
      const foreign: [what: string, headers: () => Record<string, string>][] = [
        [
          'a browser says cross-site',
          () => ({ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.example' }),
        ],
        ['a browser says same-site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
        ['a browser says something new', () => ({ 'Sec-Fetch-Site': 'somewhere' })],
        [
          'a browser says cross-site of our own origin',
          () => ({ 'Sec-Fetch-Site': 'cross-site', Origin: ownOrigin() }),
        ],
        ['only the origin shows it', () => ({ Origin: 'http://evil.example' })],
        ['the origin has another port', () => ({ Origin: 'http://127.0.0.1:1' })],
        ['the origin begins with our own', () => ({ Origin: `${ownOrigin()}.evil.example` })],
        ['the origin is null', () => ({ Origin: 'null' })],
        ['the origin is empty', () => ({ Origin: '' })],
      ];
      for (const [what, headers] of foreign) {
        it(`refuse it where ${what}`, async () => {
          const requests = ENDPOINTS.map(([method, path]) => [method, OF_ACCOUNT + path] as const);
          for (const [method, path] of [...requests, ['POST', CALLBACK] as const]) {
            const body = method === 'POST' ? { ...fullBody(), handshake: 'x', state: 'x' } : undefined;
            assert.deepEqual(errorOf(await nodeRed.admin(method, path, body, headers())), CROSS_SITE, path);
          }
        });
      }

      it('refuse before anything happens', async () => {
        await connect(nodeRed, simulator);
        await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`, undefined, { Origin: 'http://evil.example' });
        assert.equal(await stateOf(get(OF_ACCOUNT)), 'connected');
      });

      it('answer the editor, however its browser says that it is ours', async () => {
        for (const headers of [
          { 'Sec-Fetch-Site': 'same-origin', Origin: ownOrigin() },
          { 'Sec-Fetch-Site': 'none' },
          { Origin: ownOrigin() },
        ]) {
          assert.equal((await authorize(adminAt(nodeRed.url, headers), simulator)).status, 200);
          assert.equal((await get(OF_ACCOUNT, headers)).status, 200);
          assert.equal((await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`, {}, headers)).status, 204);
        }
      });
    });

    describe('authorize', () => {
      it('leads to the cloud of settings.js, whatever the request says', async () => {
        const { authorizeUrl } = await started({ cloudUrl: 'http://evil.example' });
        assert.equal(new URL(authorizeUrl).origin, simulator.url);
      });

      it('puts no secret and no handshake into the address', async () => {
        const { handshake, authorizeUrl } = await started();
        const { searchParams } = new URL(authorizeUrl);
        assert.deepEqual(
          [...searchParams.keys()],
          ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'],
        );
        for (const secret of [simulator.client.secret, handshake]) {
          assert.equal(authorizeUrl.includes(secret), false);
        }
      });

      const unusable: [what: string, change: Record<string, unknown>][] = [
        ['without a client id', { clientId: undefined }],
        ['with a blank client id', { clientId: ' ' }],
        ['with an endless client id', { clientId: 'x'.repeat(4097) }],
        ['with an endless secret', { clientSecret: 'x'.repeat(4097) }],
        ['with null as its secret', { clientSecret: null }],
        ['without scopes', { scopes: ' ' }],
        ['with a list of scopes', { scopes: ['basic'] }],
        ['with a flow that does not exist', { flow: 'password' }],
        ['without a redirect address', { redirectUri: undefined }],
        ['with a redirect address that is a script', { redirectUri: `javascript:alert(1)//${CALLBACK}` }],
        ['with a redirect address that is a file', { redirectUri: `file:///${CALLBACK}` }],
        ['with a redirect address that is data', { redirectUri: `data:text/html,/${CALLBACK}` }],
        ['with a relative redirect address', { redirectUri: `/${CALLBACK}` }],
        ['with another path to come back to', { redirectUri: 'http://127.0.0.1:1880/somewhere' }],
        ['with our path as a query', { redirectUri: `http://127.0.0.1:1880/?/${CALLBACK}` }],
        ['with more than our path', { redirectUri: `http://127.0.0.1:1880/${CALLBACK}/more` }],
        ['with the end of our path', { redirectUri: 'http://127.0.0.1:1880/x-lametric-account/callback' }],
        ['with a path that is ours no more', { redirectUri: `http://127.0.0.1:1880/${CALLBACK}/..` }],
        ['with credentials in it', { redirectUri: `http://user:password@127.0.0.1:1880/${CALLBACK}` }],
        ['with a fragment', { redirectUri: `http://127.0.0.1:1880/${CALLBACK}#fragment` }],
        ['with an empty fragment', { redirectUri: `http://127.0.0.1:1880/${CALLBACK}#` }],
      ];
      for (const [what, change] of unusable) {
        it(`refuses a request ${what}`, async () => {
          const body = { ...fullBody(), ...change };
          assert.deepEqual(
            errorOf(await nodeRed.admin('POST', `${OF_ACCOUNT}/authorize`, body)),
            INVALID_INPUT,
          );
        });
      }

      for (const redirectUri of [
        `https://nodered.example/${CALLBACK}`,
        `http://[::1]:1880/red/${CALLBACK}`,
        `https://nodered.example/home/${CALLBACK}?tenant=1`,
      ]) {
        it(`takes ${redirectUri} to the letter`, async () => {
          const { authorizeUrl } = await started({ redirectUri });
          assert.equal(new URL(authorizeUrl).searchParams.get('redirect_uri'), redirectUri);
        });
      }

      const UNKNOWN_SECRETS: [what: string, clientSecret: string | undefined][] = [
        ['no secret', undefined],
        ['an empty secret', ''],
        ['a blank secret', '  '],
        ['the placeholder of the editor', '__PWRD__'],
      ];
      for (const [what, clientSecret] of UNKNOWN_SECRETS) {
        it(`uses the deployed secret for ${what}`, async () => {
          assert.deepEqual(await connect(nodeRed, simulator, { body: { clientSecret } }), CONNECTED);
        });

        it(`does not give the deployed secret to another client for ${what}`, async () => {
          const response = await authorize(nodeRed, simulator, { clientId: 'another', clientSecret });
          assert.deepEqual(errorOf(response), INVALID_INPUT);
        });

        it(`does not borrow the secret of another node for ${what}`, async () => {
          const response = await authorize(nodeRed, simulator, { clientSecret }, 'undeployed-node');
          assert.deepEqual(errorOf(response), INVALID_INPUT);
        });
      }

      describe('after another client has connected that is not deployed', () => {
        before(async () => {
          const credentials = { clientId: 'deployed', clientSecret: 'deployed-secret' };
          await nodeRed.deploy([
            ...accountFlow(simulator),
            accountNode(simulator, { id: OTHER_ACCOUNT }),
            accountNode(simulator, { id: 'without-credentials', credentials: {} }),
            accountNode(simulator, { id: 'changed', credentials }),
          ]);
          await connect(nodeRed, simulator, { id: 'changed' });
        });

        for (const clientSecret of ['typed-secret', '__PWRD__']) {
          it(`still asks for the deployed client (${clientSecret})`, async () => {
            const { authorizeUrl } = await started({ clientId: 'deployed', clientSecret }, 'changed');
            assert.equal(new URL(authorizeUrl).searchParams.get('client_id'), 'deployed');
          });
        }

        it('does not take the secret of the other one for deployed', async () => {
          const response = await authorize(nodeRed, simulator, { clientSecret: undefined }, 'changed');
          assert.deepEqual(errorOf(response), INVALID_INPUT);
        });
      });

      it('takes another client with a secret of its own', async () => {
        const { authorizeUrl } = await started({ clientId: 'another', clientSecret: 'its own' });
        assert.equal(new URL(authorizeUrl).searchParams.get('client_id'), 'another');
      });
    });

    describe('callback', () => {
      it('shows its page to who comes without a query', async () => {
        const { status, headers, body } = await page('');
        assert.equal(status, 200);
        assert.match(String(body), /^<!DOCTYPE html>/);
        assert.match(headers['content-security-policy'] ?? '', /^default-src 'none'; script-src 'sha256-/);
        assert.equal(headers['cache-control'], 'no-store');
        assert.equal(headers['referrer-policy'], 'no-referrer');
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.equal(headers['set-cookie'], undefined);
      });

      it('accepts the redirect of LaMetric, which comes from another site', async () => {
        const { handshake, authorizeUrl } = await started();
        const { search } = new URL(await simulator.authorize(authorizeUrl));
        const response = await get(CALLBACK + search, { 'Sec-Fetch-Site': 'cross-site' });
        assert.equal(response.status, 200);
        assert.equal(await stateOf(redeem({ handshake })), 'connected');
      });

      const SCRIPT = encodeURIComponent('"><script>alert(1)</script>');
      const CONTROL = '%00%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a%1b[2J';
      const UNICODE = encodeURIComponent('‮😀﷽\u2028');
      const HUGE = 'x'.repeat(10_000);
      const hostile: [what: string, query: (state: string) => string][] = [
        ['no state', () => '?code=c'],
        ['an empty state', () => '?state=&code=c'],
        ['an unknown state', () => `?state=${'A'.repeat(43)}&code=c`],
        ['a state that is a script', () => `?state=${SCRIPT}&code=${SCRIPT}`],
        ['a state of control characters', () => `?state=${CONTROL}&code=c`],
        ['a state of strange characters', () => `?state=${UNICODE}&code=c`],
        ['a state that cannot be decoded', () => '?state=%ff%zz&code=c'],
        ['a huge state', () => `?state=${HUGE}&code=c`],
        ['two states', (state) => `?state=${state}&state=${state}&code=c`],
        ['a list of states', (state) => `?state[]=${state}&code=c`],
        ['an object as its state', (state) => `?state[state]=${state}&code=c`],
        ['a state for the prototype', (state) => `?__proto__[state]=${state}&__proto__[code]=c`],
        ['a state that is a built-in name', () => '?toString=1&hasOwnProperty=1&constructor=1'],
        ['a query without a name', () => '?=&&'],
        ['its state after a thousand others', (state) => `?${'a&'.repeat(1000)}state=${state}&code=c`],
        ['the state alone', (state) => `?state=${state}`],
        ['two codes', (state) => `?state=${state}&code=a&code=b`],
        ['an object as its code', (state) => `?state=${state}&code[a]=b`],
        ['an empty code', (state) => `?state=${state}&code=`],
        ['a huge code', (state) => `?state=${state}&code=${HUGE}`],
        ['a list of errors', (state) => `?state=${state}&error[]=access_denied`],
        ['an object as its error', (state) => `?state=${state}&error[a]=access_denied`],
        ['an object as its description', (state) => `?state=${state}&error_description[a]=b`],
        ['a token in the query', (state) => `?state=${state}&access_token=t`],
      ];
      for (const [what, query] of hostile) {
        it(`answers ${what} with the very same page and 400, and goes on waiting`, async () => {
          const { handshake, authorizeUrl, state } = await started();
          assert.deepEqual(await page(query(state)), { ...(await page('')), status: 400 });
          await visit(await simulator.authorize(authorizeUrl));
          assert.equal(await stateOf(redeem({ handshake })), 'connected');
        });
      }

      for (const [what, value] of [
        ['a script', SCRIPT],
        ['control characters', CONTROL],
        ['strange characters', UNICODE],
        ['a long text', 'x'.repeat(3000)],
      ]) {
        it(`shows nothing of an answer whose every other parameter is ${what}`, async () => {
          const { handshake, state } = await started();
          const query = `?state=${state}&code=${value}&error=${value}&error_description=${value}&${value}=${value}`;
          assert.deepEqual(await page(query), await page(''));
          const { message = '' } = textFields(await redeem({ handshake }));
          assert.match(message, /^[^\p{C}]{0,300}$/u);
        });
      }

      it('refuses a replay, and exchanges the first code', async () => {
        const { handshake, authorizeUrl, state } = await started();
        const { search } = new URL(await simulator.authorize(authorizeUrl));
        const statuses = [await page(search), await page(search), await page(`?state=${state}&code=forged`)];
        assert.deepEqual(
          statuses.map(({ status }) => status),
          [200, 400, 400],
        );
        assert.equal(await stateOf(redeem({ handshake })), 'connected');
      });

      it('refuses an answer that comes after 10 minutes', async () => {
        const { handshake, authorizeUrl } = await started();
        const { search } = new URL(await simulator.authorize(authorizeUrl));
        const later = { 'Test-Minutes-Later': '10' };
        assert.equal((await get(CALLBACK + search, later)).status, 400);
        assert.equal(await stateOf(redeem({ handshake }, ACCOUNT, later)), 'expired');
      });

      it('refuses a posted answer with an unknown state, and one that was used', async () => {
        const { state } = await started();
        assert.deepEqual(
          errorOf(await postToCallback({ state: 'unknown', error: 'access_denied' })),
          INVALID_INPUT,
        );
        assert.equal((await postToCallback({ state, error: 'access_denied' })).status, 204);
        assert.deepEqual(errorOf(await postToCallback({ state, error: 'access_denied' })), INVALID_INPUT);
      });
    });

    describe('redeem', () => {
      it('waits until LaMetric has answered', async () => {
        const { handshake } = await started();
        assert.deepEqual((await redeem({ handshake })).body, { state: 'waiting' });
      });

      it('does not know the handshake of another node', async () => {
        const { handshake, authorizeUrl } = await started({}, OTHER_ACCOUNT);
        await visit(await simulator.authorize(authorizeUrl));
        assert.deepEqual(errorOf(await redeem({ handshake })), NOT_FOUND);
        assert.equal(await stateOf(get(OF_ACCOUNT)), 'disconnected');
        assert.equal(await stateOf(redeem({ handshake }, OTHER_ACCOUNT)), 'connected');
      });

      it('knows no handshake by its state', async () => {
        const { state } = await started();
        assert.deepEqual(errorOf(await redeem({ handshake: state })), NOT_FOUND);
      });

      it('knows the latest 32 handshakes', async () => {
        const all: string[] = [];
        for (let count = 0; count < 33; count++) all.push((await started()).handshake);
        const [oldest, second] = all;
        assert.deepEqual(errorOf(await redeem({ handshake: oldest })), NOT_FOUND);
        assert.equal(await stateOf(redeem({ handshake: second })), 'waiting');
      });

      it('exchanges once for two who ask at the same time', async () => {
        const { handshake, authorizeUrl } = await started();
        await visit(await simulator.authorize(authorizeUrl));
        simulator.clearRequests();
        const answers = await Promise.all([redeem({ handshake }), redeem({ handshake })]);
        for (const { body } of answers) assert.deepEqual(body, CONNECTED);
        assert.equal(simulator.countRequests('POST', TOKEN), 1);
      });

      it('tells a denial, and leaves what was connected as it was', async () => {
        await connect(nodeRed, simulator);
        const before = (await get(OF_ACCOUNT)).body;
        const { state, message } = await connect(nodeRed, simulator, { decision: 'deny' });
        assert.deepEqual([state, message], ['denied', 'The user denied the request']);
        assert.deepEqual((await get(OF_ACCOUNT)).body, before);
      });

      it('tells a failed exchange, and leaves what was connected as it was', async () => {
        await connect(nodeRed, simulator);
        const before = (await get(OF_ACCOUNT)).body;
        simulator.fail(TOKEN, { status: 500 });
        const { state, message } = await connect(nodeRed, simulator);
        assert.equal(state, 'failed');
        assert.match(
          String(message),
          /^LaMetric account: try again later\. .*\(500: Internal Server Error\)$/,
        );
        assert.deepEqual((await get(OF_ACCOUNT)).body, before);
      });
    });

    describe('redeem with a pasted address', () => {
      it('takes the whole address that the browser ended at', async () => {
        const { handshake, authorizeUrl } = await started();
        const address = await simulator.authorize(authorizeUrl);
        assert.deepEqual((await redeem({ handshake, address })).body, CONNECTED);
      });

      it('takes it with spaces and line breaks around it', async () => {
        const { handshake, authorizeUrl } = await started();
        const address = `\n  ${await simulator.authorize(authorizeUrl)} \r\n`;
        assert.deepEqual((await redeem({ handshake, address })).body, CONNECTED);
      });

      it('takes the fragment of the implicit flow', async () => {
        const { handshake, authorizeUrl } = await started({ flow: 'implicit' });
        const address = await simulator.authorize(authorizeUrl);
        assert.match(address, /#access_token=/);
        assert.deepEqual((await redeem({ handshake, address })).body, {
          state: 'connected',
          persisted: false,
        });
      });

      it('tells the denial that it holds', async () => {
        const { handshake, authorizeUrl } = await started();
        const address = await simulator.authorize(authorizeUrl, 'deny');
        assert.equal(await stateOf(redeem({ handshake, address })), 'denied');
      });

      it('gives the same outcome for the same address again', async () => {
        const { handshake, authorizeUrl } = await started();
        const address = await simulator.authorize(authorizeUrl);
        const answers = await Promise.all([redeem({ handshake, address }), redeem({ handshake, address })]);
        for (const { body } of answers) assert.deepEqual(body, CONNECTED);
      });

      it('is too late after 10 minutes', async () => {
        const { handshake, authorizeUrl } = await started();
        const address = await simulator.authorize(authorizeUrl);
        const later = { 'Test-Minutes-Later': '10' };
        assert.equal(await stateOf(redeem({ handshake, address }, ACCOUNT, later)), 'expired');
      });

      it('refuses the address of another handshake', async () => {
        const mine = await started();
        const other = await started();
        const address = await simulator.authorize(other.authorizeUrl);
        assert.deepEqual(errorOf(await redeem({ handshake: mine.handshake, address })), INVALID_INPUT);
        assert.equal(await stateOf(redeem({ handshake: mine.handshake })), 'waiting');
        assert.equal(await stateOf(redeem({ handshake: other.handshake })), 'waiting');
      });

      const wrong: [what: string, change: (address: URL) => unknown][] = [
        ['of another host', (address) => Object.assign(address, { hostname: 'evil.example' }).href],
        ['of another port', (address) => Object.assign(address, { port: '1' }).href],
        ['of another path', (address) => Object.assign(address, { pathname: '/elsewhere' }).href],
        ['without its host', ({ pathname, search }) => pathname + search],
        ['without its query', ({ origin, pathname }) => origin + pathname],
        ['that is only the code', ({ searchParams }) => searchParams.get('code')],
        ['that is empty', () => ''],
        ['that is null', () => null],
        ['that is a list', ({ href }) => [href]],
        ['that is an object', ({ href }) => ({ href })],
        ['that is huge', ({ href }) => `${href}${'x'.repeat(1_000_000)}`],
      ];
      for (const [what, change] of wrong) {
        it(`refuses an address ${what}, and goes on waiting`, async () => {
          const { handshake, authorizeUrl } = await started();
          const address = change(new URL(await simulator.authorize(authorizeUrl)));
          assert.deepEqual(errorOf(await redeem({ handshake, address })), INVALID_INPUT);
          assert.equal(await stateOf(redeem({ handshake })), 'waiting');
        });
      }
    });

    describe('user and devices', () => {
      it('tell of the user no more than id, name and address', async () => {
        await connect(nodeRed, simulator);
        const { id, name, email } = simulator.user;
        assert.deepEqual((await get(`${OF_ACCOUNT}/user`)).body, { id, name, email });
      });

      it('list the devices without their keys', async () => {
        await connect(nodeRed, simulator);
        assert.deepEqual(
          (await get(`${OF_ACCOUNT}/devices`)).body,
          simulator.devices.map(({ api_key: _key, ...device }) => device),
        );
      });

      it('say when an account is not set up', async () => {
        const id = 'lametric-account/without-credentials';
        assert.deepEqual(errorOf(await get(`${id}/user`)), [409, 'NOT_CONFIGURED']);
        assert.deepEqual(errorOf(await get(`${id}/devices`)), [409, 'NOT_CONFIGURED']);
      });

      it('say when an account is not connected', async () => {
        assert.deepEqual(errorOf(await get(`${OF_ACCOUNT}/user`)), [409, 'NOT_AUTHORIZED']);
        assert.deepEqual(errorOf(await get(`${OF_ACCOUNT}/devices`)), [409, 'NOT_AUTHORIZED']);
      });

      it('say when the authorization was revoked, and so does the state', async () => {
        await connect(nodeRed, simulator);
        simulator.revokeAccessTokens();
        simulator.revokeRefreshTokens();
        assert.deepEqual(errorOf(await get(`${OF_ACCOUNT}/devices`)), [409, 'NOT_AUTHORIZED']);
        const { state, message } = textFields(await get(OF_ACCOUNT));
        assert.deepEqual(
          [state, message],
          ['reconnect', 'LaMetric no longer accepts the connection. Click Connect.'],
        );
      });

      // A wait that would outlast the deadline is not begun: these need no time.
      const wait = { 'retry-after': '60' };
      const failures: [what: string, code: string, fault: Fault][] = [
        ['that a scope is missing', 'FORBIDDEN', { status: 403 }],
        ['that there is no such thing', 'NOT_FOUND', { status: 404 }],
        ['that it got too many requests', 'RATE_LIMITED', { status: 429, headers: wait }],
        ['that it is out of order', 'UNREACHABLE', { status: 503, headers: wait }],
        ['with a page', 'BAD_RESPONSE', { body: '<html>', headers: { 'content-type': 'text/html' } }],
        ['with something that is no device', 'BAD_RESPONSE', { body: '[{"id":"no number"}]' }],
        ['with a redirect', 'BAD_RESPONSE', { status: 302, headers: { location: '/elsewhere' } }],
        ['with any other refusal', 'REJECTED', { status: 418 }],
      ];
      for (const [what, code, fault] of failures) {
        it(`answer 502 ${code} when LaMetric answers ${what}`, async () => {
          await connect(nodeRed, simulator);
          simulator.fail(DEVICES, fault);
          assert.deepEqual(errorOf(await get(`${OF_ACCOUNT}/devices`)), [502, code]);
        });
      }
    });

    describe('disconnect', () => {
      it('forgets the tokens, on disk too', async () => {
        await connect(nodeRed, simulator);
        const saved = async () => {
          const settings = await nodeRed.settingsFile();
          const accounts = isObject(settings) ? settings['lametricAccounts'] : undefined;
          return isObject(accounts) && ACCOUNT in accounts;
        };
        assert.equal(await saved(), true);
        const { status, body } = await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`);
        assert.deepEqual([status, body], [204, '']);
        assert.equal(await saved(), false);
        assert.equal(await stateOf(get(OF_ACCOUNT)), 'disconnected');
      });

      it('may be asked for again', async () => {
        assert.equal((await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`)).status, 204);
        assert.equal((await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`)).status, 204);
      });
    });

    describe('of a node that is not deployed yet', () => {
      const NEW = 'new-account';

      it('work, and the first Deploy adopts what was connected', async () => {
        assert.deepEqual(await connect(nodeRed, simulator, { id: NEW }), CONNECTED);
        assert.equal(await stateOf(get(`lametric-account/${NEW}`)), 'connected');
        assert.equal((await get(`lametric-account/${NEW}/user`)).status, 200);
        assert.equal((await get(`lametric-account/${NEW}/devices`)).status, 200);
        simulator.clearRequests();
        await nodeRed.deploy(accountFlow(simulator, { account: { id: NEW }, devices: { account: NEW } }));
        assert.equal(nodeRed.status(LIST)?.text, 'connected');
        await nodeRed.inject('list-in');
        assert.equal((await nodeRed.nextDebug()).id, 'out');
        assert.equal(simulator.countRequests('POST', TOKEN), 0);
      });

      it('forget it as well', async () => {
        const id = 'never-deployed';
        await connect(nodeRed, simulator, { id });
        assert.equal((await nodeRed.admin('POST', `lametric-account/${id}/disconnect`)).status, 204);
        assert.deepEqual(errorOf(await get(`lametric-account/${id}/user`)), [409, 'NOT_AUTHORIZED']);
      });
    });

    describe('of an account with the implicit flow', () => {
      const IMPLICIT = { flow: 'implicit', clientSecret: undefined };
      const outcome = { state: 'connected', persisted: false };

      before(async () => {
        const credentials = { clientId: simulator.client.id };
        await nodeRed.deploy(accountFlow(simulator, { account: { flow: 'implicit', credentials } }));
      });

      it('need no client secret, and connect in memory only', async () => {
        assert.equal(await stateOf(get(OF_ACCOUNT)), 'disconnected');
        simulator.clearRequests();
        assert.deepEqual(await connect(nodeRed, simulator, { body: IMPLICIT }), outcome);
        assert.equal(simulator.countRequests('POST', TOKEN), 0);
        const { body } = await get(OF_ACCOUNT);
        assert.ok(isObject(body));
        assert.deepEqual([body['state'], body['persisted']], ['connected', false]);
        assert.doesNotMatch(JSON.stringify(await nodeRed.settingsFile()), new RegExp(`"${ACCOUNT}"`));
      });

      it('tell a denial that came in the fragment', async () => {
        const { state } = await connect(nodeRed, simulator, { body: IMPLICIT, decision: 'deny' });
        assert.equal(state, 'denied');
      });

      it('serve messages, until the token has expired: then each is told to connect again', async () => {
        await connect(nodeRed, simulator, { body: IMPLICIT });
        await nodeRed.inject('list-in');
        assert.equal((await nodeRed.nextDebug()).id, 'out');
        simulator.clearRequests();
        await nodeRed.admin('POST', 'inject/list-in', {}, { 'Test-Minutes-Later': '60' });
        const { id, msg } = await nodeRed.nextDebug();
        assert.ok(isObject(msg) && isObject(msg['error']));
        assert.deepEqual([id, msg['error']['code']], ['errors', 'NOT_AUTHORIZED']);
        assert.equal(simulator.requests.length, 0);
        const { state, message } = textFields(await get(OF_ACCOUNT, { 'Test-Minutes-Later': '60' }));
        assert.deepEqual([state, message], ['reconnect', 'The connection has ended. Click Connect.']);
      });

      it('have to be connected again after a restart', async () => {
        await connect(nodeRed, simulator, { body: IMPLICIT });
        await nodeRed.restart();
        assert.equal(await stateOf(get(OF_ACCOUNT)), 'disconnected');
      });
    });
  });

  for (const httpAdminRoot of ['/', '/red']) {
    describe(`of a Node-RED with a login, under ${httpAdminRoot}`, () => {
      /** bcrypt of `secret`. */
      const password = '$2b$04$k09D.ZPgrbjkrli1Rbj26eIzYApWza9YEbJbAzfdY.Yiw1k84CLqS';
      let nodeRed: NodeRed;
      let bearers: Record<'anonymous' | 'reader' | 'editor', Record<string, string>>;

      before(async () => {
        nodeRed = await startNodeRed({
          link: true,
          settings: {
            lametricAccountCloudUrl: simulator.url,
            httpAdminRoot,
            adminAuth: {
              type: 'credentials',
              users: [
                { username: 'reader', password, permissions: 'read' },
                { username: 'editor', password, permissions: '*' },
              ],
            },
          },
        });
        const bearer = async (user: string) => ({
          authorization: `Bearer ${await nodeRed.login(user, 'secret')}`,
        });
        bearers = { anonymous: {}, reader: await bearer('reader'), editor: await bearer('editor') };
        await nodeRed.deploy(accountFlow(simulator));
        nodeRed.token = undefined;
      });

      after(() => nodeRed.stop());

      for (const [method, path, permission, status] of ENDPOINTS) {
        const statusFor = async (user: keyof typeof bearers) =>
          (await nodeRed.admin(method, OF_ACCOUNT + path, undefined, bearers[user])).status;

        it(`let only who may ${permission} ${method} lametric-account/:id${path}`, async () => {
          assert.equal(await statusFor('anonymous'), 401);
          assert.equal(await statusFor('reader'), permission === 'read' ? status : 401);
          assert.equal(await statusFor('editor'), status);
        });
      }

      it('refuse before anything happens', async () => {
        assert.deepEqual(await connect(adminAt(nodeRed.url, bearers.editor), simulator), CONNECTED);
        for (const bearer of [bearers.anonymous, bearers.reader]) {
          await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`, undefined, bearer);
        }
        const { state } = textFields(await nodeRed.admin('GET', OF_ACCOUNT, undefined, bearers.editor));
        assert.equal(state, 'connected');
      });

      it('open the callback to a browser that is not logged in', async () => {
        assert.equal((await nodeRed.admin('GET', CALLBACK)).status, 200);
        assert.deepEqual(errorOf(await nodeRed.admin('POST', CALLBACK, { state: 'x' })), INVALID_INPUT);
      });

      /** The editor, in a browser that shows the address of the proxy. */
      const editorAt = ({ url }: ReverseProxy, headers: Record<string, string> = {}) =>
        adminAt(url, { Origin: new URL(url).origin, ...bearers.editor, ...headers });

      describe('behind a reverse proxy with a path prefix', () => {
        let plain: ReverseProxy;
        let withHost: ReverseProxy;

        before(async () => {
          plain = await startReverseProxy(nodeRed.url, '/home/flows');
          withHost = await startReverseProxy(nodeRed.url, '/home/flows', { keepHost: true });
        });

        after(() => Promise.all([plain.close(), withHost.close()]));

        it('connect where the browser says that the request is ours', async () => {
          const editor = editorAt(plain, { 'Sec-Fetch-Site': 'same-origin' });
          assert.deepEqual(await connect(editor, simulator), CONNECTED);
        });

        it('connect where only the origin says it, and the proxy passes Host on', async () => {
          assert.deepEqual(await connect(editorAt(withHost), simulator), CONNECTED);
        });

        it('refuse where only the origin says it, and the proxy rewrites Host', async () => {
          assert.deepEqual(errorOf(await authorize(editorAt(plain), simulator)), CROSS_SITE);
        });

        it('believe no other header about the host', async () => {
          const headers = { Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example' };
          assert.deepEqual(errorOf(await authorize(editorAt(plain, headers), simulator)), CROSS_SITE);
        });
      });
    });
  }
});

/** Posts as the editor does that was opened at this address. */
function adminAt(url: string, headers: Record<string, string>): Admin {
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

/** A body that authorize accepts. */
function fullBody() {
  return {
    clientId: 'demo-client-id',
    clientSecret: 'demo-client-secret-of-the-simulator',
    scopes: 'basic devices_read devices_write',
    flow: 'code',
    redirectUri: 'http://127.0.0.1:1880/lametric-account/callback',
  };
}

function mapValues(object: Record<string, string>, map: (value: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
