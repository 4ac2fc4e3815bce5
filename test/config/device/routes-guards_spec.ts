import assert from 'node:assert/strict';
import { accountFlow } from '../../../harness/account';
import { DEVICE } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { CLOCK_ENDPOINTS, OF_CLOCK } from '../../helpers/device-routes';
import { CROSS_SITE, INVALID_INPUT, errorOf } from '../../helpers/routes';

describe("The clocks' admin endpoints", () => {
  /** bcrypt of `secret`. */
  const password = '$2b$04$k09D.ZPgrbjkrli1Rbj26eIzYApWza9YEbJbAzfdY.Yiw1k84CLqS';
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let bearers: Record<'anonymous' | 'reader' | 'editor', Record<string, string>>;

  before(async () => {
    simulator = await startSimulator();
    const users = [
      { username: 'reader', password, permissions: 'read' },
      { username: 'editor', password, permissions: '*' },
    ];
    nodeRed = await startNodeRed({
      link: true,
      settings: {
        lametricAccountCloudUrl: simulator.url,
        httpAdminRoot: '/red',
        adminAuth: { type: 'credentials', users },
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

  for (const [method, name, permission, status] of CLOCK_ENDPOINTS) {
    const path = `lametric-device/${name.replace(':id', DEVICE)}`;
    const statusFor = async (user: keyof typeof bearers) =>
      (await nodeRed.admin(method, path, undefined, bearers[user])).status;

    it(`let only who may ${permission} ${method} lametric-device/${name}`, async () => {
      assert.equal(await statusFor('anonymous'), 401);
      assert.equal(await statusFor('reader'), permission === 'read' ? status : 401);
      assert.equal(await statusFor('editor'), status);
    });

    it(`keep the answer of ${method} lametric-device/${name} out of caches, and from other sites`, async () => {
      const own = await nodeRed.admin(method, path, undefined, bearers.editor);
      assert.equal(own.headers.get('cache-control'), 'no-store');
      const headers = {
        ...bearers.editor,
        'Sec-Fetch-Site': 'cross-site',
        Origin: 'http://evil.example',
      };
      assert.deepEqual(errorOf(await nodeRed.admin(method, path, undefined, headers)), CROSS_SITE);
    });
  }

  it('refuse a broken body, and do not log it', async () => {
    for (const path of ['test', 'trust', 'pair', 'notifications', 'my-data', 'my-data/remove']) {
      const broken = '{"apiKey":"a-secret-in-a-broken-body';
      const answer = await nodeRed.admin('POST', `${OF_CLOCK}/${path}`, broken, bearers.editor);
      assert.deepEqual(errorOf(answer), INVALID_INPUT, path);
    }
    assert.equal(nodeRed.output().includes('a-secret-in-a-broken-body'), false);
  });
});
