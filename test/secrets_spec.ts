import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT, type Admin, accountFlow, authorize, textFields, visit } from '../harness/account';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { type Fault, type Simulator, startSimulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import { TOKEN } from './helpers/paths';

const OF_ACCOUNT = `lametric-account/${ACCOUNT}`;
/** The paths of the devices, and of one device. */
const DEVICES = '/api/v2/users/me/devices*';
/** A wait that would outlast the deadline is not begun: the error comes at once. */
const WAIT = { 'retry-after': '60' };

/**
 * A real Node-RED, at its most talkative, lives through all that can happen to an account and its nodes. Then
 * everything that it printed, published, answered or saved is searched for whatever has to stay secret.
 */
describe('The client secret, codes, tokens and API keys', () => {
  const log: string[] = [];
  const published: string[] = [];
  const answers: string[] = [];
  const pages: string[] = [];
  const files: string[] = [];
  const codes = new Set<unknown>();
  let simulator: Simulator;
  let nodeRed: NodeRed;
  /** The admin API of `nodeRed`, whose answers are kept. */
  let admin: Admin;

  before(async () => {
    simulator = await startSimulator();
    const settings = {
      lametricAccountCloudUrl: simulator.url,
      contextStorage: { default: { module: 'localfilesystem' } },
    };
    nodeRed = await startNodeRed({ link: true, settings, logLevel: 'trace' });
    admin = {
      url: nodeRed.url,
      admin: async (...request) => {
        const answer = await nodeRed.admin(...request);
        answers.push(JSON.stringify([...answer.headers, answer.body]));
        return answer;
      },
    };

    await notSetUp();
    await nodeRed.deploy([...accountFlow(simulator), ...recorders()]);
    await notConnected();
    await refused();
    await connected();
    await failing();
    await pasted();
    await revoked();
    await implicit();
    await collect();
    await nodeRed.restart();
    await connect();
    await send('list-in', 'out');
    await collect();
    await nodeRed.restart({ settings: { ...settings, readOnly: true } });
    await connect();
    await admin.admin('POST', `${OF_ACCOUNT}/disconnect`);
    await collect();
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  async function collect(): Promise<void> {
    for (const path of [
      'flows',
      'settings',
      'nodes',
      'diagnostics',
      `credentials/lametric-account/${ACCOUNT}`,
      'context/global',
      'context/flow/flow',
      'context/node/list',
    ]) {
      await admin.admin('GET', path);
    }
    published.push(JSON.stringify(nodeRed.events));
    log.push(nodeRed.output());
    for (const entry of await readdir(nodeRed.userDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.parentPath.includes('node_modules')) continue;
      const file = join(entry.parentPath, entry.name);
      files.push(`${file}\n${await readFile(file, 'utf8')}`);
    }
  }

  /** Presses a button, and waits until its message has come to a debug node. */
  async function send(button: string, end?: 'out' | 'errors'): Promise<void> {
    await nodeRed.inject(button);
    const { msg } = await nodeRed.nextDebug(({ id }) => id === 'out' || id === 'errors');
    assert.ok(isObject(msg));
    const { error } = msg;
    const reached = error === undefined ? 'out' : 'errors';
    assert.equal(reached, end ?? reached, JSON.stringify(error));
    if (isObject(error)) codes.add(error['code']);
  }

  async function connect({
    decision,
    change,
    paste,
  }: { decision?: 'deny'; change?: Record<string, unknown>; paste?: true } = {}): Promise<
    string | undefined
  > {
    const { handshake, authorizeUrl = '' } = textFields(await authorize(admin, simulator, change));
    const address = await simulator.authorize(authorizeUrl, decision);
    if (!paste) {
      const page = await visit(address);
      pages.push(JSON.stringify([...page.headers]), await page.text());
    }
    const body = paste ? { handshake, address } : { handshake };
    const outcome = await admin.admin('POST', `${OF_ACCOUNT}/redeem`, body);
    for (const path of ['', '/user', '/devices']) await admin.admin('GET', OF_ACCOUNT + path);
    return textFields(outcome)['state'];
  }

  async function notSetUp(): Promise<void> {
    await nodeRed.deploy([...accountFlow(simulator, { account: { credentials: {} } }), ...recorders()]);
    await send('list-in', 'errors');
  }

  async function notConnected(): Promise<void> {
    await send('list-in', 'errors');
    await send('rename-in', 'errors');
  }

  async function refused(): Promise<void> {
    const { secret } = simulator.client;
    assert.equal(await connect({ decision: 'deny' }), 'denied');
    await admin.admin('POST', `${OF_ACCOUNT}/authorize`, `{"clientSecret":"${secret}",`);
    await admin.admin('POST', `${OF_ACCOUNT}/authorize`, { clientSecret: secret });
    await authorize(admin, simulator, { redirectUri: `javascript:${secret}` });
    for (const status of [400, 503]) {
      const { handshake, authorizeUrl = '' } = textFields(await authorize(admin, simulator));
      const address = await simulator.authorize(authorizeUrl);
      await visit(address);
      const code = new URL(address).searchParams.get('code');
      simulator.fail(TOKEN, { status, body: oauthError(`${code} of ${secret} is wrong`) });
      const outcome = await admin.admin('POST', `${OF_ACCOUNT}/redeem`, { handshake });
      assert.equal(textFields(outcome)['state'], 'failed');
    }
  }

  async function connected(): Promise<void> {
    assert.equal(await connect(), 'connected');
    await send('list-in', 'out');
    await send('rename-in', 'out');
    simulator.expireAccessTokens();
    await send('list-in', 'out');
    assert.equal(simulator.countRequests('POST', TOKEN), 4);
  }

  async function failing(): Promise<void> {
    const bearer = simulator.requests.findLast(({ path }) => path.startsWith('/api/v2/users'))?.headers;
    const token = bearer?.authorization?.replace('Bearer ', '') ?? '';
    const errors = JSON.stringify({ errors: [{ message: `Not with ${token}` }] });
    const faults: Fault[] = [
      { status: 403, body: errors },
      { status: 404, body: errors },
      { status: 418, body: errors },
      { status: 503, body: errors, headers: WAIT },
      { status: 400, body: oauthError(token) },
      { status: 400, body: `<h1>${token}</h1>`, headers: { 'content-type': 'text/html' } },
      { body: `<h1>${token}</h1>`, headers: { 'content-type': 'text/html' } },
      { body: `{"${token}` },
      { body: JSON.stringify([{ id: token }]) },
      { body: JSON.stringify({ success: { id: token } }) },
      { status: 307, headers: { location: `${simulator.url}/${token}` } },
      // The last one: it makes the account pause.
      { status: 429, body: errors, headers: WAIT },
    ];
    for (const fault of faults) {
      for (const button of ['list-in', 'rename-in']) {
        simulator.fail(DEVICES, fault);
        // An odd answer under a 200 may pass.
        await send(button, fault.status === undefined ? undefined : 'errors');
      }
      simulator.fail(DEVICES, fault);
      await admin.admin('GET', `${OF_ACCOUNT}/devices`);
    }
    simulator.clearFaults();
    await nodeRed.deploy([...accountFlow(simulator, { inject: { payload: ' ' } }), ...recorders()]);
    await send('rename-in', 'errors');
  }

  async function pasted(): Promise<void> {
    assert.equal(await connect({ paste: true }), 'connected');
    await send('list-in', 'out');
  }

  async function revoked(): Promise<void> {
    // Failures of the token endpoint that are no reason to give up come first. They make the account pause.
    const said = () => `${simulator.secrets().at(-1)} of ${simulator.client.secret} is wrong`;
    const faults: (() => Fault)[] = [
      () => ({ status: 401, body: oauthError(said()) }),
      () => ({ status: 503, body: oauthError(said()), headers: WAIT }),
      () => ({ body: `{"access_token":"${said()}` }),
    ];
    for (const fault of faults) {
      assert.equal(await connect(), 'connected');
      simulator.expireAccessTokens();
      simulator.fail(TOKEN, fault());
      await send('list-in', 'errors');
    }
    simulator.revokeRefreshTokens();
    await send('list-in', 'errors');
    await send('list-in', 'errors');
  }

  async function implicit(): Promise<void> {
    assert.equal(await connect({ change: { flow: 'implicit' } }), 'connected');
    await send('list-in', 'out');
    assert.equal(await connect({ change: { flow: 'implicit' }, decision: 'deny' }), 'denied');
    simulator.revokeAccessTokens();
    await send('list-in', 'errors');
  }

  it('went through every kind of error', () => {
    const expected = [
      'NOT_CONFIGURED',
      'NOT_AUTHORIZED',
      'FORBIDDEN',
      'NOT_FOUND',
      'INVALID_INPUT',
      'RATE_LIMITED',
      'UNREACHABLE',
      'BAD_RESPONSE',
      'REJECTED',
    ];
    assert.deepEqual(codes, new Set(expected));
  });

  it('are not in the log, at trace level too', () => assertNoSecret(log, '[trace]'));

  it('are not in what is sent to the editor: messages, errors, statuses, notifications', () => {
    assertNoSecret(published, 'RATE_LIMITED');
  });

  it('are not in what the admin API answers', () => assertNoSecret(answers, 'RATE_LIMITED'));

  it('are not in the callback page', () => assertNoSecret(pages, 'LaMetric has answered'));

  it('are not in plain text in a file: flows, credentials, settings, context', () => {
    for (const name of ['flows.json', 'flows_cred.json', '.config.runtime.json', 'context']) {
      assert.ok(
        files.some((file) => file.split('\n', 1)[0]?.includes(`/${name}`)),
        `There is no ${name}`,
      );
    }
    assertNoSecret(files, '"lametricAccounts"');
  });

  /** @param expected shows that the texts are those that were meant */
  function assertNoSecret(texts: string[], expected: string): void {
    assert.ok(texts.some((text) => text.includes(expected)));
    for (const secret of simulator.secrets()) {
      // The beginning is enough to find it cut short, too.
      for (const form of [secret.slice(0, 16), Buffer.from(secret).toString('base64').slice(0, 20)]) {
        const text = texts.find((each) => each.includes(form)) ?? '';
        const index = text.indexOf(form);
        assert.equal(index, -1, `…${text.slice(Math.max(0, index - 300), index + 100)}…`);
      }
    }
  }
});

/** Nodes that keep each result in the context, on disk, and show all statuses and completions. */
function recorders(): object[] {
  const node = { z: 'flow', x: 100, y: 300 };
  return [
    { ...node, id: 'status', type: 'status', scope: null, wires: [['keep', 'shown']] },
    { ...node, id: 'complete', type: 'complete', scope: ['list', 'rename'], wires: [['keep', 'shown']] },
    { ...node, id: 'catch-too', type: 'catch', scope: null, wires: [['keep']] },
    {
      ...node,
      id: 'keep',
      type: 'function',
      func: "flow.set('kept', [...(flow.get('kept') ?? []), msg]);",
      wires: [],
    },
    { ...node, id: 'shown', type: 'debug', active: true, complete: 'true', targetType: 'full', wires: [] },
  ];
}

function oauthError(description: string): string {
  return JSON.stringify({ error: 'invalid_request', error_description: description });
}
