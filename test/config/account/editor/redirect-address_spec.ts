import assert from 'node:assert/strict';
import {
  keepAddress,
  localhostAddress,
  proposeRedirectAddress,
  recallAddress,
  redirectProblem,
} from '../../../../src/config/account/editor/redirect-address';

describe('The redirect address', () => {
  for (const [page, apiRootUrl, proposed] of [
    ['http://localhost:1880/', '', 'http://localhost:1880/lametric-account/callback'],
    ['http://localhost:1880/?x=1#flow/1', '', 'http://localhost:1880/lametric-account/callback'],
    ['https://home.example/red/', '', 'https://home.example/red/lametric-account/callback'],
    ['https://home.example/red/', 'api/', 'https://home.example/red/api/lametric-account/callback'],
    [
      'https://home.example/',
      'https://api.example/red/',
      'https://api.example/red/lametric-account/callback',
    ],
  ] as const) {
    it(`is proposed for ${page} ${apiRootUrl}`, () => {
      assert.equal(proposeRedirectAddress(page, apiRootUrl), proposed);
    });
  }

  const proposed = 'http://192.168.0.2:1880/lametric-account/callback';
  for (const [address, problem] of [
    [proposed, 'insecure'],
    ['https://home.example/lametric-account/callback', 'elsewhere'],
    ['http://192.168.0.2:1880/lametric-account/callback/', 'unusable'],
    ['http://192.168.0.2:1880/callback', 'unusable'],
    ['http://192.168.0.2:1880/x-lametric-account/callback', 'unusable'],
    ['http://me:secret@192.168.0.2:1880/lametric-account/callback', 'unusable'],
    [`${proposed}#x`, 'unusable'],
    ['ftp://192.168.0.2/lametric-account/callback', 'unusable'],
    ['lametric-account/callback', 'unusable'],
    ['', 'unusable'],
  ] as const) {
    it(`"${address}" is ${problem}`, () => {
      assert.equal(redirectProblem(address, proposed), problem);
    });
  }

  for (const origin of [
    'https://home.example',
    'http://localhost:1880',
    'http://127.0.0.1',
    'http://[::1]:80',
  ]) {
    it(`is good at ${origin}`, () => {
      const address = proposeRedirectAddress(`${origin}/`, '');
      assert.equal(redirectProblem(address, address), undefined);
    });
  }

  it('is replaced by localhost where LaMetric takes no plain http', () => {
    const seen = 'http://192.168.0.2:1880/red/lametric-account/callback';
    assert.equal(localhostAddress(seen), 'http://localhost:1880/red/lametric-account/callback');
  });

  it('is kept while the editor is seen at the same address', () => {
    const kept = keepAddress('https://a/lametric-account/callback', 'http://b/lametric-account/callback');
    assert.equal(
      recallAddress(kept, 'http://b/lametric-account/callback'),
      'https://a/lametric-account/callback',
    );
    assert.equal(
      recallAddress(kept, 'http://c/lametric-account/callback'),
      'http://c/lametric-account/callback',
    );
    assert.equal(recallAddress('', 'x'), 'x');
    assert.equal(keepAddress('x', 'x'), '');
  });
});
