import assert from 'node:assert/strict';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { send } from '../../../src/lametric/http/exchange';
import { parseJson, readJson } from '../../../src/lametric/http/json';
import { type Origin, WAYS, errorOf, startOrigin } from '../../helpers/origin';

const JSON_TEXT = '{"name":"Küche 🕰"}';
const BODY = Buffer.from(JSON_TEXT);
const MB = 1024 * 1024;

/** 40 MB in a few kilobytes. */
const bomb = gzipSync(Buffer.alloc(40 * MB));
const bombs: [string, Buffer][] = [
  ['gzip', bomb],
  ['gzip, gzip', gzipSync(bomb)],
  ['br', brotliCompressSync(Buffer.alloc(40 * MB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
];

for (const way of WAYS) {
  describe(`The outer form of an answer (${way})`, () => {
    let origin: Origin;

    before(async () => {
      origin = await startOrigin(way);
    });

    after(() => origin.close());

    const respond = (body: Buffer | string, headers: Record<string, string> = {}) => {
      origin.answer = (_request, response) => response.writeHead(200, headers).end(body);
    };
    const respondPacked = (body: Buffer, encoding: string) => respond(body, { 'Content-Encoding': encoding });
    const received = async () => (await origin.exchange()).text;

    const packed: [string, Buffer][] = [
      ['identity', BODY],
      ['gzip', gzipSync(BODY)],
      ['x-gzip', gzipSync(BODY)],
      ['GZIP', gzipSync(BODY)],
      ['br', brotliCompressSync(BODY)],
      ['deflate', deflateSync(BODY)],
      ['deflate', deflateRawSync(BODY)],
      ['gzip, br', brotliCompressSync(gzipSync(BODY))],
      ['utf-8', BODY],
    ];
    for (const [index, [encoding, body]] of packed.entries()) {
      it(`may be ${encoding} (${index})`, async () => {
        respondPacked(body, encoding);
        assert.equal(await received(), JSON_TEXT);
      });
    }

    it('may name an encoding without having a body', async () => {
      respondPacked(Buffer.alloc(0), 'gzip');
      assert.equal(await received(), '');
    });

    it('may be damaged, which is said', async () => {
      for (const body of [BODY, gzipSync(BODY).subarray(0, -9)]) {
        respondPacked(body, 'gzip');
        assert.match((await errorOf(origin.exchange(), 'BAD_RESPONSE')).message, /damaged/);
      }
    });

    it('may begin with a byte order mark', async () => {
      const utf16 = Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le');
      for (const body of [`\ufeff${JSON_TEXT}`, utf16, Buffer.from(utf16).swap16()]) {
        respond(body);
        assert.equal(await received(), JSON_TEXT);
      }
    });

    it('may come in parts that split a letter', async () => {
      origin.answer = (_request, response) =>
        response.write(BODY.subarray(0, 11), () => setImmediate(() => response.end(BODY.subarray(11))));
      assert.equal(await received(), JSON_TEXT);
    });

    it('may be 4 MB long, and no longer', async () => {
      respond(Buffer.alloc(4 * MB, ' '));
      assert.equal((await received()).length, 4 * MB);
      respond(Buffer.alloc(4 * MB + 1, ' '));
      assert.match((await errorOf(origin.exchange(), 'BAD_RESPONSE')).message, /too long/);
    });

    it('may not become longer than that by unpacking', async () => {
      respondPacked(gzipSync(Buffer.alloc(4 * MB, ' ')), 'gzip');
      assert.equal((await received()).length, 4 * MB);
      for (const [encoding, body] of bombs) {
        respondPacked(body, encoding);
        assert.match((await errorOf(origin.exchange(), 'BAD_RESPONSE')).message, /too long/);
      }
    });

    it('closes the connection of an answer without end', async () => {
      const closed = new Promise((resolve) => {
        origin.answer = (_request, response) => {
          response.on('close', resolve);
          const more = () => response.write(Buffer.alloc(100_000), more);
          more();
        };
      });
      await errorOf(origin.exchange(), 'BAD_RESPONSE');
      await closed;
    });
  });
}

describe('JSON', () => {
  let origin: Origin;

  before(async () => {
    origin = await startOrigin('plain');
  });

  after(() => origin.close());

  const read = (type: string | undefined, body: string) => {
    origin.answer = (_request, response) =>
      response.writeHead(200, type === undefined ? {} : { 'Content-Type': type }).end(body);
    return send({ method: 'GET', url: origin.url }).then(readJson);
  };

  it('counts whatever content type it claims', async () => {
    for (const type of ['application/json', 'text/html; charset=UTF-8', 'hm', undefined]) {
      assert.deepEqual(await read(type, '[1]'), [1]);
    }
  });

  it('may be null', async () => {
    assert.equal(await read('application/json', 'null'), null);
  });

  it('is missed with a word on what came instead', async () => {
    const told: [string | undefined, string, string][] = [
      ['text/html', '<p>', 'text/html instead of JSON'],
      [undefined, '', 'no content type instead of JSON'],
      [`text/${'f'.repeat(40)}`, '', 'no content type instead of JSON'],
      ['application/json', '[1', 'the body is not JSON'],
      ['application/vnd.api+json', '', 'the body is not JSON'],
    ];
    for (const [type, body, message] of told) {
      const error = await errorOf(read(type, body), 'BAD_RESPONSE');
      assert.deepEqual([error.message, error.statusCode], [message, 200]);
    }
  });

  it('is refused where it is nested deeper than 100', async () => {
    const nested = (depth: number) => '[{"a":'.repeat(depth / 2) + '"[\\"["' + '}]'.repeat(depth / 2);
    assert.ok(await read('application/json', nested(100)));
    for (const text of [`[${nested(100)}]`, nested(2_500), nested(400_000)]) {
      const error = await errorOf(read('application/json', text), 'BAD_RESPONSE');
      assert.deepEqual([error.message, error.statusCode], ['the answer is nested too deeply', 200]);
    }
  });

  it('may have any number of brackets in its texts, and beside each other', async () => {
    const answer = ['['.repeat(500), '"{'.repeat(500), '\\', ...Array.from({ length: 500 }, () => [{}])];
    assert.deepEqual(await read('application/json', JSON.stringify(answer)), answer);
  });

  it('is parsed without a throw', () => {
    assert.equal(parseJson('{'), undefined);
  });
});

describe('An error of LaMetric', () => {
  let origin: Origin;

  before(async () => {
    origin = await startOrigin('plain');
  });

  after(() => origin.close());

  const told = (body: unknown, secrets: string[] = []) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    origin.answer = (_request, response) => response.writeHead(400).end(text);
    return errorOf(send({ method: 'GET', url: origin.url, exchange: { secrets } }), 'REJECTED');
  };

  const bodies: [unknown, string, string | undefined][] = [
    [{ errors: [{ message: 'No' }, { message: 'Never' }] }, '400: No; Never', undefined],
    [{ error: { message: 'No' } }, '400: No', undefined],
    [{ error: { code: 401, message: 'No' } }, '400: No', undefined],
    [{ error: { code: 'invalid_grant' } }, '400: invalid_grant', 'invalid_grant'],
    [{ error: 'INVALID_GRANT' }, '400: INVALID_GRANT', 'INVALID_GRANT'],
    [{ error: 'invalid_grant', error_description: 'No' }, '400: No', 'invalid_grant'],
    [{ errors: ['No', null, { message: 7 }], error: null }, '400', undefined],
    ['<h1>No</h1>', '400', undefined],
    ['', '400', undefined],
  ];
  for (const [body, message, oauthError] of bodies) {
    it(`has the words of ${JSON.stringify(body)}`, async () => {
      const error = await told(body);
      assert.deepEqual([error.message, error.oauthError], [message, oauthError]);
    });
  }

  it('is on one line and short', async () => {
    const { message } = await told({ error: { message: `a\n\u0007\u0085\u202eb ${'x'.repeat(1000)}` } });
    assert.match(message, /^400: a b x{196}…$/);
  });

  it('repeats no secret, nor a part of one', async () => {
    const secret = 'a/b+c'.repeat(20);
    const { message, oauthError } = await told({ error: secret }, [secret]);
    assert.deepEqual([message, oauthError], ['400: …', '…']);
    const cut = await told({ error_description: `${`${secret} `.repeat(19)}${secret.repeat(5)}` }, [secret]);
    assert.match(cut.message, /^400: (… ?)+$/);
  });

  it('says how long to wait', async () => {
    origin.answer = (_request, response) => response.writeHead(429, { 'Retry-After': '40159' }).end();
    const { retryAfter } = await errorOf(send({ method: 'GET', url: origin.url }), 'RATE_LIMITED');
    assert.equal(retryAfter, 40_159_000);
  });
});
