import assert from 'node:assert/strict';
import {
  allowedSettings,
  readAddress,
  readFingerprint,
  readTestRequest,
} from '../../../src/config/device/requests';
import { settingsOf } from '../../../src/config/device/settings';

/** Addresses that lead elsewhere than they seem to, or nowhere. */
const HOSTILE = [
  'user:pw@host',
  'user@host',
  'host?query',
  'host#fragment',
  'a host',
  'ftp://host',
  'https://user@host/',
  '[::1',
  '::1',
  'host:99999',
  'host:0',
  'host:',
  '127.1',
  '0x7f000001',
];

describe('A request to test a clock', () => {
  const body = { account: 'a', device: '18', address: '', security: 'pinned', apiKey: '' };

  it('is read', () => {
    assert.deepEqual(readTestRequest({ ...body, address: ' clock:1 ', apiKey: 'k' }), {
      settings: settingsOf({ ...body, address: 'clock:1' }, { apiKey: 'k' }),
      isKeyStored: false,
    });
  });

  const pasted = ['http://clock/', 'https://clock', ' clock ', 'clock/', 'HTTP://clock/api/v2?x=/'];
  for (const address of pasted) {
    it(`means the clock by a pasted ${JSON.stringify(address)}`, () => {
      assert.equal(readTestRequest({ ...body, address })?.settings.address, 'clock');
    });
  }

  it('may leave out what is empty', () => {
    assert.deepEqual(readTestRequest({}), { settings: settingsOf({}, {}), isKeyStored: false });
  });

  it('means the stored key by the placeholder of the editor', () => {
    assert.deepEqual(readTestRequest({ ...body, apiKey: '__PWRD__' }), {
      settings: settingsOf(body, {}),
      isKeyStored: true,
    });
  });

  const bad: unknown[] = [
    undefined,
    null,
    [],
    'text',
    { ...body, account: 1 },
    { ...body, device: {} },
    { ...body, device: '../18' },
    { ...body, device: '-1' },
    { ...body, security: 'none' },
    { ...body, apiKey: ['k'] },
    { ...body, apiKey: 'k'.repeat(5000) },
    ...HOSTILE.map((address) => ({ ...body, address })),
  ];
  for (const each of bad) {
    it(`is none: ${JSON.stringify(each)?.slice(0, 80)}`, () => {
      assert.equal(readTestRequest(each), undefined);
    });
  }
});

describe('The key of a test', () => {
  const typed = settingsOf({ address: '10.0.0.1', security: 'pinned' }, { apiKey: 'stored' });
  const fromAccount = settingsOf({ account: 'a', device: '18' }, {});
  const asked = (body: object) => readTestRequest(body) ?? assert.fail('The request cannot be read.');

  for (const apiKey of [undefined, '', '  ', '__PWRD__']) {
    it(`is the stored one for the deployed clock, where the form has ${JSON.stringify(apiKey)}`, () => {
      const request = asked({ address: '10.0.0.1', security: 'pinned', apiKey });
      assert.equal(allowedSettings(request, typed)?.apiKey, 'stored');
    });

    for (const change of [{ address: '10.0.0.2' }, { address: '10.0.0.1:1' }, { security: 'http' }]) {
      it(`is none for ${JSON.stringify(change)}, where the form has ${JSON.stringify(apiKey)}`, () => {
        const request = asked({ address: '10.0.0.1', security: 'pinned', apiKey, ...change });
        assert.equal(allowedSettings(request, typed), undefined);
        assert.equal(allowedSettings(request, undefined), undefined);
      });
    }
  }

  it('is the typed one at any address', () => {
    const request = asked({ address: '10.0.0.2', apiKey: 'new' });
    assert.equal(allowedSettings(request, typed), request.settings);
  });

  it('is the account’s for a clock that is chosen there, deployed or not', () => {
    const request = asked({ account: 'a', device: '19' });
    for (const deployed of [undefined, typed, fromAccount]) {
      assert.equal(allowedSettings(request, deployed), request.settings);
    }
  });

  it('is not the account’s for an address that is not from there', () => {
    const request = asked({ account: 'a', device: '18', address: '10.0.0.2' });
    assert.equal(allowedSettings(request, fromAccount), undefined);
  });

  it('is not the stored one for another clock of the account', () => {
    const request = asked({ account: 'a', device: '19', apiKey: '__PWRD__' });
    assert.equal(allowedSettings(request, fromAccount), undefined);
  });
});

describe('A fingerprint', () => {
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

  it('is read in upper case', () => {
    assert.equal(readFingerprint({ fingerprint: fingerprint.toLowerCase() }), fingerprint);
  });

  for (const each of [
    undefined,
    {},
    { fingerprint: 1 },
    { fingerprint: 'AB:CD' },
    { fingerprint: `${fingerprint}:AB` },
  ]) {
    it(`is none: ${JSON.stringify(each)}`, () => assert.equal(readFingerprint(each), undefined));
  }
});

describe('The address of a clock to pair with', () => {
  it('is read', () => {
    assert.deepEqual(readAddress({ address: ' [::1]:443 ' }), { host: '[::1]', port: 443 });
    assert.deepEqual(readAddress({ address: 'http://clock:8080/' }), { host: 'clock', port: undefined });
  });

  for (const address of ['', 18, undefined, ...HOSTILE]) {
    it(`is none: ${address}`, () => assert.equal(readAddress({ address }), undefined));
  }
});
