import assert from 'node:assert/strict';
import {
  isRedirectUri,
  readAuthorizeRequest,
  readPastedAddress,
  readRedeemRequest,
} from '../../../../src/config/account/handshake/requests';

const CALLBACK = 'lametric-account/callback';
const ORIGIN = 'http://127.0.0.1:1880';

describe('A request to authorize', () => {
  const body = {
    clientId: 'id',
    clientSecret: 'secret',
    scopes: 'basic devices_read',
    flow: 'code',
    redirectUri: `${ORIGIN}/${CALLBACK}`,
    z: 'tab',
  };

  it('is read', () => {
    assert.deepEqual(readAuthorizeRequest(body), {
      clientId: 'id',
      clientSecret: 'secret',
      scopes: ['basic', 'devices_read'],
      grant: 'code',
      redirectUri: `${ORIGIN}/${CALLBACK}`,
      z: 'tab',
    });
  });

  const unknown: [what: string, clientSecret: string | undefined][] = [
    ['no secret', undefined],
    ['an empty secret', ''],
    ['a blank secret', '  '],
    ['the placeholder of the editor', '__PWRD__'],
  ];
  for (const [what, clientSecret] of unknown) {
    it(`means the deployed secret by ${what}`, () => {
      assert.equal(readAuthorizeRequest({ ...body, clientSecret })?.clientSecret, undefined);
    });
  }

  const unusable: [what: string, change: Record<string, unknown>][] = [
    ['without a client id', { clientId: undefined }],
    ['with a blank client id', { clientId: ' ' }],
    ['with a list as its client id', { clientId: ['id'] }],
    ['with an endless client id', { clientId: 'x'.repeat(4097) }],
    ['with an endless secret', { clientSecret: 'x'.repeat(4097) }],
    ['with null as its secret', { clientSecret: null }],
    ['without scopes', { scopes: ' ' }],
    ['with a list of scopes', { scopes: ['basic'] }],
    ['with a flow that does not exist', { flow: 'password' }],
    ['without a redirect address', { redirectUri: undefined }],
    ['with an endless redirect address', { redirectUri: 'x'.repeat(4097) }],
  ];
  for (const [what, change] of unusable) {
    it(`is refused ${what}`, () => {
      assert.equal(readAuthorizeRequest({ ...body, ...change }), undefined);
    });
  }

  const prototype: unknown = JSON.parse(`{"__proto__":${JSON.stringify(body)}}`);
  for (const other of [undefined, null, 'text', 1, [], {}, prototype]) {
    it(`is not ${JSON.stringify(other)}`, () => assert.equal(readAuthorizeRequest(other), undefined));
  }
});

describe('A redirect address', () => {
  for (const address of [
    `${ORIGIN}/${CALLBACK}`,
    `https://nodered.example/${CALLBACK}`,
    `http://[::1]:1880/red/${CALLBACK}`,
    `https://nodered.example/home/${CALLBACK}?tenant=1`,
  ]) {
    it(`may be ${address}`, () => assert.equal(isRedirectUri(address), true));
  }

  const wrong: [what: string, address: string][] = [
    ['a script', `javascript:alert(1)//${CALLBACK}`],
    ['a file', `file:///${CALLBACK}`],
    ['data', `data:text/html,/${CALLBACK}`],
    ['relative', `/${CALLBACK}`],
    ['another path', `${ORIGIN}/somewhere`],
    ['our path as a query', `${ORIGIN}/?/${CALLBACK}`],
    ['more than our path', `${ORIGIN}/${CALLBACK}/more`],
    ['the end of our path alone', `${ORIGIN}/x-lametric-account/callback`],
    ['a path that is ours no more', `${ORIGIN}/${CALLBACK}/..`],
    ['one with a user and a password', `http://user:password@127.0.0.1:1880/${CALLBACK}`],
    ['one with a fragment', `${ORIGIN}/${CALLBACK}#fragment`],
    ['one with an empty fragment', `${ORIGIN}/${CALLBACK}#`],
  ];
  for (const [what, address] of wrong) {
    it(`is not ${what}`, () => assert.equal(isRedirectUri(address), false));
  }
});

describe('A request to redeem', () => {
  it('is read, with the address as it came', () => {
    const address = ['unchecked'];
    assert.deepEqual(readRedeemRequest({ handshake: 'h', address }), { handshake: 'h', address });
    assert.deepEqual(readRedeemRequest({ handshake: 'h' }), { handshake: 'h', address: undefined });
  });

  for (const other of [undefined, null, 'text', 1, [], {}, { handshake: ['h'] }]) {
    it(`is not ${JSON.stringify(other)}`, () => assert.equal(readRedeemRequest(other), undefined));
  }
});

describe('A pasted address', () => {
  const redirectUri = `${ORIGIN}/red/${CALLBACK}`;
  const address = `${redirectUri}?code=c&state=s`;
  const fields = { code: 'c', state: 's' };

  it('is read for what its query holds', () => {
    assert.deepEqual(readPastedAddress(address, redirectUri), fields);
  });

  it('may have spaces and line breaks around it', () => {
    assert.deepEqual(readPastedAddress(`\n  ${address} \r\n`, redirectUri), fields);
  });

  it('is read for what its fragment holds', () => {
    const implicit = `${redirectUri}#access_token=t&state=s`;
    assert.deepEqual(readPastedAddress(implicit, redirectUri), { access_token: 't', state: 's' });
  });

  it('holds nothing without a query', () => {
    assert.deepEqual(readPastedAddress(redirectUri, redirectUri), {});
  });

  const wrong: [what: string, address: unknown][] = [
    ['of another host', address.replace('127.0.0.1', 'evil.example')],
    ['of another port', address.replace('1880', '1')],
    ['of another path', address.replace(CALLBACK, 'elsewhere')],
    ['without its host', address.replace(ORIGIN, '')],
    ['that is only the code', 'c'],
    ['that is empty', ''],
    ['that is null', null],
    ['that is a list', [address]],
    ['that is an object', { href: address }],
  ];
  for (const [what, other] of wrong) {
    it(`is not one ${what}`, () => assert.equal(readPastedAddress(other, redirectUri), undefined));
  }
});
