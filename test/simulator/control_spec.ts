import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { DEVICES } from '../helpers/paths';
import { control, postToken, refreshForm, resource } from './requests';

describe('simulator: control from another process', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });

  afterEach(() => simulator.close());

  const state = (): ReturnType<typeof resource> => resource(simulator, '/simulator/state');

  it('asks for a fault', async () => {
    const { access_token } = simulator.issueTokens();
    const asked = await control(simulator, '/simulator/faults', {
      path: DEVICES,
      fault: {
        status: 429,
        headers: { 'Retry-After': '1' },
        body: 'slow down',
        delay: 0,
        afterEffect: false,
      },
      times: 1,
    });
    assert.equal(asked.status, 204);
    const response = await fetch(simulator.url + DEVICES);
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '1');
    assert.equal(await response.text(), 'slow down');
    assert.equal((await resource(simulator, DEVICES, access_token)).status, 200);
  });

  const wrongFaults = {
    'no object': 7,
    'no path': { fault: {} },
    'a path without a slash': { path: 'api', fault: {} },
    'no fault': { path: '/api/*' },
    'a misspelt key': { path: '/api/*', fault: { cutafter: 3 } },
    'times of 0': { path: '/api/*', fault: {}, times: 0 },
    'a status that is none': { path: '/api/*', fault: { status: 100 } },
    'an encoding that is none': { path: '/api/*', fault: { encoding: 'constructor' } },
    'a body that is no text': { path: '/api/*', fault: { body: {} } },
    'a negative delay': { path: '/api/*', fault: { delay: -1 } },
    'a broken count of bytes': { path: '/api/*', fault: { cutAfter: 1.5 } },
    'a header that is no text': { path: '/api/*', fault: { headers: { a: 1 } } },
    'a header that splits the answer': { path: '/api/*', fault: { headers: { a: 'b\r\nc: d' } } },
    'an effect that is neither true nor false': { path: '/api/*', fault: { afterEffect: 'yes' } },
  };
  for (const [what, body] of Object.entries(wrongFaults)) {
    it(`refuses a fault with ${what}`, async () => {
      assert.equal((await control(simulator, '/simulator/faults', body)).status, 400);
      assert.equal((await fetch(simulator.url + DEVICES)).status, 401, 'no fault is left behind');
    });
  }

  it('expires access tokens', async () => {
    const { access_token } = simulator.issueTokens();
    assert.equal((await control(simulator, '/simulator/expire', {})).status, 204);
    assert.equal((await resource(simulator, DEVICES, access_token)).status, 401);
  });

  it('revokes refresh tokens', async () => {
    const { refresh_token } = simulator.issueTokens();
    assert.equal((await control(simulator, '/simulator/revoke', {})).status, 204);
    assert.equal(
      (await postToken(simulator, refreshForm(simulator, refresh_token))).body['error'],
      'invalid_grant',
    );
  });

  it('changes the settings that it is given and leaves the others', async () => {
    const redirectUris = ['https://example.com/callback'];
    await control(simulator, '/simulator/settings', { accessTokenLifetime: 3, redirectUris });
    assert.equal(simulator.accessTokenLifetime, 3);
    assert.equal(simulator.codeLifetime, 30);
    assert.deepEqual(simulator.client.redirectUris, redirectUris);
  });

  it('shows the settings in the form in which it takes them', async () => {
    const settings = {
      accessTokenLifetime: 1,
      refreshTokenLifetime: 2,
      codeLifetime: 3,
      refreshRefusal: 'lametric-401',
      redirectUris: ['https://example.com/'],
    };
    await control(simulator, '/simulator/settings', settings);
    assert.deepEqual((await state()).body['settings'], settings);
    await control(simulator, '/simulator/settings', { refreshTokenLifetime: null });
    assert.equal(simulator.refreshTokenLifetime, Infinity);
    assert.deepEqual((await state()).body['settings'], { ...settings, refreshTokenLifetime: null });
  });

  for (const body of [
    { accessTokenLifetime: 0 },
    { accessTokenLifetime: '5' },
    { codeLifetime: 7, accessTokenLifetime: -1 },
    { accessTokenLifetime: null },
    { codeLifetime: 7, refreshTokenLifetime: 0 },
    { codeLifetime: 7, refreshRefusal: 'lametric' },
    { redirectUris: 'https://example.com' },
    { redirectUris: ['javascript:alert(1)'] },
    { redirectUris: ['https://example.com/#fragment'] },
    { lifetime: 5 },
  ]) {
    it(`refuses the settings ${JSON.stringify(body)} as a whole`, async () => {
      assert.equal((await control(simulator, '/simulator/settings', body)).status, 400);
      assert.equal(simulator.accessTokenLifetime, 3600);
      assert.equal(simulator.codeLifetime, 30);
    });
  }

  it('shows devices and requests without any secret', async () => {
    const { access_token } = simulator.issueTokens();
    await resource(simulator, `${DEVICES}?token=${access_token}`, access_token);
    const { body } = await state();
    const { devices, requests, log } = body;
    assert.deepEqual(requests, { [`GET ${DEVICES}`]: 1 });
    assert.ok(Array.isArray(devices) && devices.length === 3 && Array.isArray(log) && log.length === 1);
    const shown = JSON.stringify(body);
    assert.deepEqual(
      simulator.secrets().filter((secret) => shown.includes(secret)),
      [],
    );
  });

  it('is neither recorded nor hit by faults', async () => {
    simulator.fail('/*', { status: 500 });
    await state();
    assert.deepEqual(simulator.requests, []);
    assert.equal((await fetch(simulator.url)).status, 200);
  });

  const foreign = {
    'another origin': { origin: 'http://evil.example' },
    'no origin that can be named': { origin: 'null' },
    'another port of this computer': { origin: 'http://127.0.0.1:1' },
    'another site': { 'sec-fetch-site': 'cross-site' },
    'a name that was pointed here': { host: 'evil.example', origin: 'http://evil.example' },
  };
  for (const [what, headers] of Object.entries(foreign)) {
    it(`is refused to a page from ${what}`, async () => {
      for (const [method, path] of [
        ['POST', '/simulator/expire'],
        ['GET', '/simulator/state'],
        ['GET', '/simulator/events'],
      ] as const) {
        const request = httpRequest(simulator.url + path, { method, headers }).end();
        const [response] = await once(request, 'response');
        response.resume();
        assert.equal(response.statusCode, 403, path);
      }
    });
  }

  it('is open to its own page', async () => {
    const headers = { origin: simulator.url, 'sec-fetch-site': 'same-origin' };
    const response = await fetch(`${simulator.url}/simulator/expire`, { method: 'POST', headers });
    assert.equal(response.status, 204);
  });

  describe('the live page', () => {
    it('loads its script and its style', async () => {
      const page = await (await fetch(simulator.url)).text();
      const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
      assert.equal(parts.length, 2);
      for (const path of parts) assert.equal((await fetch(`${simulator.url}${path}`)).status, 200, path);
    });

    it('is told at once when a device is renamed', async () => {
      const events = await fetch(`${simulator.url}/simulator/events`);
      assert.equal(events.headers.get('content-type'), 'text/event-stream');
      const { access_token } = simulator.issueTokens();
      await resource(simulator, `${DEVICES}/18`, access_token, { method: 'PUT', body: '{"name":"Renamed"}' });
      let received = '';
      for await (const chunk of events.body ?? assert.fail('no body')) {
        received += Buffer.from(chunk).toString();
        if (received.includes('"name":"Renamed"')) return;
      }
      assert.fail('the stream ended without the new name');
    });
  });
});
