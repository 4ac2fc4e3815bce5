import assert from 'node:assert/strict';
import { version } from '../../../package.json';
import { type Fault, type Simulator, startSimulator } from '../../../simulator/simulator';
import { getDevice, getDevices, getUser, renameDevice, sendToCloud } from '../../../src/lametric/cloud/cloud';
import { getIcons } from '../../../src/lametric/cloud/icons';
import { type ErrorCode, LaMetricError } from '../../../src/lametric/errors';
import { parseJson } from '../../../src/lametric/http/json';
import type { ApiRequest } from '../../../src/lametric/connection/request';
import { errorOf } from '../../helpers/lametric';
import { DEVICES } from '../../helpers/paths';

describe('Cloud', () => {
  let simulator: Simulator;
  let token: string;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    token = simulator.issueTokens().access_token;
    simulator.clearRequests();
  });

  afterEach(() => simulator.clearFaults());

  after(() => simulator.close());

  /** One try of a request. */
  async function ask<T>(
    request: ApiRequest<T>,
    { accessToken = token, signal = new AbortController().signal, url = simulator.url } = {},
  ): Promise<T> {
    const { data } = await sendToCloud(url, request, accessToken, signal);
    return request.parse(parseJson(data));
  }

  it('returns the user', async () => {
    const { id, name, email } = simulator.user;
    const user = await ask(getUser);
    assert.deepEqual({ id: user.id, name: user.name, email: user.email }, { id, name, email });
  });

  it('returns all devices as LaMetric sends them', async () => {
    assert.deepEqual(await ask(getDevices), simulator.devices);
  });

  it('returns one device, which has no state', async () => {
    const [first] = simulator.devices;
    assert.ok(first);
    const device = await ask(getDevice(first.id));
    assert.equal(device.name, first.name);
    assert.equal('state' in device, false);
  });

  it('renames a device', async () => {
    const [first] = simulator.devices;
    assert.ok(first);
    assert.deepEqual(await ask(renameDevice(first.id, 'Küche @ Büro')), {
      id: first.id,
      name: 'Küche @ Büro',
    });
    assert.equal(first.name, 'Küche @ Büro');
  });

  it('returns a page of icons, without a token', async () => {
    assert.deepEqual(await ask(getIcons(1, 3)), {
      icons: [
        { code: 'i4', title: 'Rain' },
        { code: 'i5', title: 'Sun' },
        { code: 'a6', title: 'Mail' },
      ],
      pageCount: 4,
    });
    assert.equal(simulator.requests.at(-1)?.headers['authorization'], undefined);
  });

  it('names the package and its version to LaMetric', async () => {
    await ask(getUser);
    assert.equal(simulator.requests.at(-1)?.headers['user-agent'], `node-red-lametric/${version}`);
  });

  const answers: [string, Fault, ErrorCode, RegExp][] = [
    ['a list that is none', { body: '{}' }, 'BAD_RESPONSE', /list of devices/],
    ['a redirect', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, 'BAD_RESPONSE', /^302/],
    [
      '401',
      { status: 401, body: '{"errors":[{"message":"Unauthorized"}]}' },
      'NOT_AUTHORIZED',
      /^401: Unauthorized$/,
    ],
    ['403', { status: 403, body: '{"errors":[{"message":"Forbidden"}]}' }, 'FORBIDDEN', /^403: Forbidden$/],
    ['404', { status: 404 }, 'NOT_FOUND', /^404/],
    ['429', { status: 429 }, 'RATE_LIMITED', /^429/],
    ['any other 4xx', { status: 418, body: '{"error":"teapot"}' }, 'REJECTED', /^418: teapot$/],
    ['5xx', { status: 503, body: '<h1>Down</h1>' }, 'UNREACHABLE', /^503$/],
    ['a connection that is cut at once', { cutAfter: 0 }, 'UNREACHABLE', /ECONNRESET/],
    ['a connection that is cut in the body', { cutAfter: 5, afterEffect: true }, 'UNREACHABLE', /./],
  ];
  for (const [what, fault, code, message] of answers) {
    it(`turns ${what} into ${code}`, async () => {
      simulator.fail(DEVICES, fault);
      const error = await errorOf(ask(getDevices));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      if (fault.status !== undefined) assert.equal(error.statusCode, fault.status);
    });
  }

  it('names the scope that a refused request needs', async () => {
    const { access_token: basic } = simulator.issueTokens(['basic']);
    assert.equal((await errorOf(ask(getDevices, { accessToken: basic }))).scope, 'devices_read');
    assert.equal((await errorOf(ask(renameDevice(1, 'A'), { accessToken: basic }))).scope, 'devices_write');
  });

  it('tells a server that is not there', async () => {
    const gone = await startSimulator();
    await gone.close();
    const error = await errorOf(ask(getDevices, { url: gone.url }));
    assert.equal(error.code, 'UNREACHABLE');
    assert.match(error.message, /ECONNREFUSED/);
  });

  it('never repeats the token in an error, even where LaMetric does', async () => {
    simulator.fail(DEVICES, {
      status: 400,
      body: JSON.stringify({ error_description: `bad token ${token}` }),
    });
    const error = await errorOf(ask(getDevices));
    assert.equal(error.message, '400: bad token …');
  });

  it("keeps LaMetric's words short and on one line", async () => {
    simulator.fail(DEVICES, {
      status: 400,
      body: JSON.stringify({ error: `a\n\u0007\u0085\u202eb ${'x'.repeat(1000)}` }),
    });
    const { message } = await errorOf(ask(getDevices));
    assert.match(message, /^400: a b x+…$/);
    assert.ok(message.length < 220);
  });

  it('ends at once when its caller aborts', async () => {
    simulator.fail(DEVICES, { delay: 60_000 });
    const controller = new AbortController();
    const answer = errorOf(ask(getDevices, { signal: controller.signal }));
    controller.abort(new LaMetricError('UNREACHABLE', 'stopped'));
    assert.equal((await answer).message, 'stopped');
  });
});
