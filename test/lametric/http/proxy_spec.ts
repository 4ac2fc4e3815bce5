import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { routeTo } from '../../../src/lametric/http/agents';
import type { HttpRequest } from '../../../src/lametric/http/message';
import { proxyFor } from '../../../src/lametric/http/proxy';
import { type ForwardProxy, startForwardProxy } from '../../helpers/forward-proxy';
import { agentFor, by, errorOf, exchange, setProxy, startOrigin } from '../../helpers/origin';

describe('The proxy of an address', () => {
  let restore: () => void = () => undefined;

  afterEach(() => restore());

  const proxyOf = (url: string, variables: Record<string, string>) => {
    restore();
    restore = setProxy(variables);
    const proxy = proxyFor(new URL(url));
    if (proxy === undefined) return undefined;
    const { protocol, host, port } = proxy.address;
    return `${protocol}//${host}:${port}`;
  };

  it('is named by the environment, for its scheme or for all', () => {
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) {
      assert.equal(proxyOf('https://a.example/', { [name]: 'http://p:3128' }), 'http://p:3128', name);
    }
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']) {
      assert.equal(proxyOf('http://a.example/', { [name]: 'http://p:3128' }), 'http://p:3128', name);
    }
    assert.equal(proxyOf('http://a.example/', { HTTPS_PROXY: 'http://p' }), undefined);
    assert.equal(proxyOf('https://a.example/', { HTTP_PROXY: 'http://p', https_proxy: '' }), undefined);
    const both = { HTTPS_PROXY: 'http://p', ALL_PROXY: 'http://q' };
    assert.equal(proxyOf('https://a.example/', both), 'http://p:80');
  });

  it('has http for a scheme and the port of the scheme where none is named', () => {
    assert.equal(proxyOf('https://a.example/', { https_proxy: 'p:3128' }), 'http://p:3128');
    assert.equal(proxyOf('https://a.example/', { https_proxy: 'u:w@p:3128' }), 'http://p:3128');
    assert.equal(proxyOf('https://a.example/', { https_proxy: 'https://p' }), 'https://p:443');
    assert.equal(proxyOf('https://a.example/', { https_proxy: 'http://[::1]:8' }), 'http://::1:8');
  });

  it('is none for the hosts in NO_PROXY, to which this machine belongs only if it is named', () => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      for (const hosts of ['*', 'b.example,a.example', '.example', 'a.example:443']) {
        assert.equal(
          proxyOf('https://a.example/', { https_proxy: 'http://p', [name]: hosts }),
          undefined,
          hosts,
        );
      }
    }
    assert.equal(
      proxyOf('https://a.example/', { https_proxy: 'http://p', NO_PROXY: 'b.example' }),
      'http://p:80',
    );
    assert.equal(proxyOf('http://127.0.0.1/', { http_proxy: 'http://p' }), 'http://p:80');
  });

  it('has one agent for all tunnels, that keeps them', () => {
    restore = setProxy({ https_proxy: 'http://p:3128' });
    const [one, other] = ['https://a.example/', 'https://b.example/'].map(
      (url) => routeTo(new URL(url)).agent,
    );
    assert.equal(one, other);
  });

  it('is told its user and password, decoded', () => {
    restore = setProxy({ https_proxy: 'http://us%40er:p%3Aw%2F%C3%BC@p' });
    const { headers } = proxyFor(new URL('https://a.example/')) ?? {};
    const login = headers?.['Proxy-Authorization']?.replace('Basic ', '') ?? '';
    assert.equal(Buffer.from(login, 'base64').toString(), 'us@er:p:w/ü');
  });

  it('is named in a clear error when it is no address, but for what it holds', async () => {
    for (const value of ['http://', 'http://u:%zz-hidden@p', 'socks5://u:hidden@p', 'http://p:hidden']) {
      restore();
      restore = setProxy({ HTTPS_PROXY: value });
      const error = await errorOf(exchange({ method: 'GET', url: 'https://a.example/' }), 'NOT_CONFIGURED');
      assert.equal(error.message, 'HTTPS_PROXY is not the address of an http or https proxy');
      assert.equal(error.sent, false);
    }
  });
});

describe('A proxy', () => {
  let proxy: ForwardProxy;
  let restore: () => void;

  beforeEach(async () => {
    proxy = await startForwardProxy();
    const address = proxy.url.replace('//', '//user:hidden%2F1@');
    restore = setProxy({ HTTP_PROXY: address, HTTPS_PROXY: address });
  });

  afterEach(async () => {
    restore();
    await proxy.close();
  });

  for (const url of ['http://cloud.example/api?a=b', 'https://cloud.example/api']) {
    const scheme = url.slice(0, url.indexOf(':'));
    const request = (more: HttpRequest = {}) =>
      exchange({ method: 'GET', url, headers: { Authorization: 'Bearer token' }, ...more });

    it(`is asked for ${scheme} with its password`, async () => {
      proxy.refusal = 503;
      await request().catch(() => undefined);
      const [asked] = proxy.asked;
      assert.equal(
        asked?.line,
        scheme === 'http' ? 'GET http://cloud.example/api?a=b' : 'CONNECT cloud.example:443',
      );
      assert.equal(asked.headers.host, scheme === 'http' ? 'cloud.example' : 'cloud.example:443');
      const login = Buffer.from('user:hidden/1').toString('base64');
      assert.equal(asked.headers['proxy-authorization'], `Basic ${login}`);
      if (scheme === 'https') assert.equal(asked.headers.authorization, undefined);
    });

    it(`wants another password for ${scheme}, which is not what LaMetric says`, async () => {
      proxy.refusal = 407;
      const error = await errorOf(request(), 'UNREACHABLE');
      assert.equal(error.message, 'the proxy refused the connection: it answered 407');
      assert.deepEqual([error.sent, error.statusCode, error.oauthError], [false, undefined, undefined]);
      assert.doesNotMatch(inspect(error, { depth: Infinity }), /hidden|token/);
    });

    it(`may leave ${scheme} without an answer`, async () => {
      proxy.refusal = 0;
      const { message } = await errorOf(request({ timeout: 100 }), 'UNREACHABLE');
      assert.equal(message, `${scheme === 'http' ? 'no answer' : 'no connection'} within 0.1 s`);
      while (proxy.connections > 0) await new Promise(setImmediate);
    });

    it(`may not be there for ${scheme}`, async () => {
      await proxy.close();
      const { message, sent } = await errorOf(request(), 'UNREACHABLE');
      assert.deepEqual([message, sent], ['ECONNREFUSED', false]);
      proxy = await startForwardProxy();
    });
  }

  it('may be spoken to by TLS', async () => {
    const secure = await startForwardProxy(true);
    const origin = await startOrigin('TLS');
    restore();
    restore = setProxy({ HTTP_PROXY: secure.url });
    const agent = agentFor('tunnel', origin.url, secure.url);
    assert.equal((await origin.exchange(by(agent))).statusCode, 200);
    assert.match(secure.asked[0]?.line ?? '', /^CONNECT/);
    const { message } = await errorOf(exchange({ method: 'GET', url: 'http://cloud.example/' }));
    assert.match(message, /^the certificate cannot be trusted/);
    agent?.destroy();
    await origin.close();
    await secure.close();
  });

  it('whose tunnel is idle does not keep the process', async () => {
    const origin = await startOrigin('tunnel');
    const keeping = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    const before = keeping();
    await origin.exchange();
    // The proxy's two, and the origin's; the client's own would be the fourth.
    assert.equal(keeping() - before, 3);
    await origin.close();
  });

  it('is asked for an address of IPv6 in brackets', async () => {
    proxy.refusal = 503;
    await errorOf(exchange({ method: 'GET', url: 'https://[::1]/' }));
    assert.equal(proxy.asked[0]?.line, 'CONNECT [::1]:443');
  });

  it('may refuse a tunnel with any status, which is not what LaMetric says', async () => {
    for (const status of [301, 401, 403, 502]) {
      proxy.refusal = status;
      const error = await errorOf(exchange({ method: 'GET', url: 'https://cloud.example/' }), 'UNREACHABLE');
      assert.equal(error.message, `the proxy refused the connection: it answered ${status}`);
      assert.deepEqual([error.sent, error.statusCode], [false, undefined]);
    }
  });
});
