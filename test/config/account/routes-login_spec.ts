import assert from 'node:assert/strict';
import { accountFlow, authorize, connect, textFields } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { type ReverseProxy, startReverseProxy } from '../../helpers/reverse-proxy';
import {
  CALLBACK,
  CONNECTED,
  CROSS_SITE,
  ENDPOINTS,
  INVALID_INPUT,
  OF_ACCOUNT,
  adminAt,
  errorOf,
} from '../../helpers/routes';

describe('The admin endpoints of a Node-RED with a login, under a path', () => {
  /** bcrypt of `secret`. */
  const password = '$2b$04$k09D.ZPgrbjkrli1Rbj26eIzYApWza9YEbJbAzfdY.Yiw1k84CLqS';
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let bearers: Record<'anonymous' | 'reader' | 'editor', Record<string, string>>;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({
      link: true,
      settings: {
        lametricAccountCloudUrl: simulator.url,
        httpAdminRoot: '/red',
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

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  for (const [method, path, permission, status] of ENDPOINTS) {
    const statusFor = async (user: keyof typeof bearers) =>
      (await nodeRed.admin(method, OF_ACCOUNT + path, undefined, bearers[user])).status;

    it(`let only who may ${permission} ${method} lametric-account/:id${path}`, async () => {
      assert.equal(await statusFor('anonymous'), 401);
      assert.equal(await statusFor('reader'), permission === 'read' ? status : 401);
      assert.equal(await statusFor('editor'), status);
    });
  }

  for (const path of ['icons', 'icons/i1']) {
    it(`let only who may read GET lametric-account/${path}`, async () => {
      const statusFor = async (user: keyof typeof bearers) =>
        (await nodeRed.admin('GET', `lametric-account/${path}`, undefined, bearers[user])).status;
      assert.deepEqual([await statusFor('anonymous'), await statusFor('reader')], [401, 200]);
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
