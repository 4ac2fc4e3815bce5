import assert from 'node:assert/strict';
import { once } from 'node:events';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { DEVICES, TOKEN } from '../helpers/paths';
import { authorizeUrl, consent, exchangeForm, postToken, refreshForm, resource } from './requests';

describe('simulator', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });

  afterEach(() => simulator.close());

  it('listens on 127.0.0.1, on a free port', () => {
    assert.match(simulator.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('uses the client, the redirect addresses and the devices that it is given', async () => {
    const devices = [{ id: 7, name: 'Seven' }];
    const other = await startSimulator({
      clientId: 'id',
      clientSecret: 'secret',
      redirectUris: ['https://example.com/back/'],
      devices,
    });
    try {
      const scope = 'devices_read devices_write';
      const code = (await consent(other, { scope })).get('code') ?? '';
      const token = (await postToken(other, exchangeForm(other, code))).body['access_token'];
      await resource(other, `${DEVICES}/7`, token, { method: 'PUT', body: '{"name":"Eight"}' });
      assert.equal(other.devices[0]?.name, 'Eight');
      assert.deepEqual(devices, [{ id: 7, name: 'Seven' }], 'what was handed in stays as it was');
    } finally {
      await other.close();
    }
  });

  it('rejects if its port is taken', async () => {
    const port = Number(new URL(simulator.url).port);
    await assert.rejects(startSimulator({ port }), { code: 'EADDRINUSE' });
  });

  it('records each request and counts it', async () => {
    await resource(simulator, `${DEVICES}/18?a=1`, 'x', { method: 'PUT', body: '{"name":"y"}' });
    const { at, headers, ...request } = simulator.requests[0] ?? assert.fail('nothing was recorded');
    assert.ok(Math.abs(Date.now() - at) < 10_000);
    assert.equal(headers.authorization, 'Bearer x');
    assert.deepEqual(request, {
      method: 'PUT',
      path: `${DEVICES}/18`,
      query: { a: '1' },
      body: '{"name":"y"}',
      status: 401,
      tokens: undefined,
    });
    assert.equal(simulator.countRequests('PUT', `${DEVICES}/18`), 1);
    assert.equal(simulator.countRequests('GET', `${DEVICES}/18`), 0);

    simulator.clearRequests();
    assert.equal(simulator.requests.length, 0);
    assert.equal(simulator.countRequests('PUT', `${DEVICES}/18`), 0);
  });

  it('waits for the nth request of a method and path since the last clearing', async () => {
    await resource(simulator, DEVICES);
    await simulator.requested('GET', DEVICES);
    simulator.clearRequests();
    let waits = true;
    const second = simulator.requested('GET', DEVICES, 2).then(() => (waits = false));
    await resource(simulator, DEVICES);
    await resource(simulator, `${DEVICES}/18`);
    await resource(simulator, DEVICES, undefined, { method: 'DELETE' });
    assert.equal(waits, true);
    await resource(simulator, DEVICES);
    await second;
  });

  it('tells of a refresh, and of tokens once they have left', async () => {
    const { refresh_token } = simulator.issueTokens();
    const refreshed = once(simulator, 'refresh');
    const sent = once(simulator, 'token-sent');
    const started = Date.now();
    await postToken(simulator, refreshForm(simulator, refresh_token));
    const [[refresh], [answer]] = await Promise.all([refreshed, sent]);
    assert.ok(started <= refresh.at && refresh.at <= answer.at && answer.at <= Date.now());
  });

  it('does not tell of tokens that were lost on the way', async () => {
    let sent = 0;
    simulator.on('token-sent', () => (sent += 1));
    simulator.fail(TOKEN, { cutAfter: 20, afterEffect: true });
    await assert.rejects(postToken(simulator, refreshForm(simulator, simulator.issueTokens().refresh_token)));
    assert.ok(simulator.requests[0]?.tokens, 'granted they were');
    await postToken(simulator, refreshForm(simulator, 'unknown'));
    await postToken(simulator, refreshForm(simulator, simulator.issueTokens().refresh_token));
    assert.equal(sent, 1);
  });

  it('tells of a renamed device', async () => {
    const renamed = once(simulator, 'renamed');
    const { access_token } = simulator.issueTokens();
    await resource(simulator, `${DEVICES}/18`, access_token, { method: 'PUT', body: '{"name":"New"}' });
    assert.equal((await renamed)[0].name, 'New');
  });

  it('knows every secret that it has ever given out', async () => {
    const code = (await consent(simulator)).get('code') ?? '';
    const { body } = await postToken(simulator, exchangeForm(simulator, code));
    const pair = simulator.issueTokens();
    const secrets = new Set<unknown>(simulator.secrets());
    for (const secret of [
      simulator.client.secret,
      code,
      body['access_token'],
      body['refresh_token'],
      pair.access_token,
      pair.refresh_token,
      simulator.devices[0]?.api_key,
    ]) {
      assert.ok(secrets.has(secret));
    }
  });

  it('rejects an authorization that ends at an error page', async () => {
    await assert.rejects(simulator.authorize(authorizeUrl(simulator, { client_id: 'other' })), /400/);
  });

  it('ends open connections when it closes, even those it still owes an answer', async () => {
    simulator.fail(DEVICES, { delay: 60_000 });
    const answer = assert.rejects(fetch(simulator.url + DEVICES));
    await simulator.requested('GET', DEVICES);
    await simulator.close();
    await answer;
  });
});
