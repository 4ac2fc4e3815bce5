import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createCallbackPage } from '../../../../src/config/account/handshake/callback-page';
import { account as catalogue } from '../../../../src/config/account/locales/en-US/account.json';
import { isObject } from '../../../../src/lametric/guards';

/** The text that Node-RED would find in the English catalogue. */
function translate(key: string): string {
  const text = key
    .split('.')
    .reduce<unknown>((part, name) => (isObject(part) ? part[name] : undefined), { account: catalogue });
  assert.equal(typeof text, 'string', `The catalogue has no ${key}`);
  return String(text);
}

function hashSource(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}

describe('The callback page', () => {
  const { html, headers } = createCallbackPage(translate);

  const directive = (name: string) => {
    const policy = headers['Content-Security-Policy'] ?? '';
    return policy.split('; ').find((part) => part.startsWith(`${name} `));
  };
  const contentsOf = (element: string) =>
    [...html.matchAll(new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 'gs'))].map(
      ([, content = '']) => content,
    );

  it('has a text for every way in which a handshake ends, all hidden at first', () => {
    const states = [...html.matchAll(/<p data-state="(\w+)" hidden>([^<]+)<\/p>/g)].map(([, state, text]) => [
      state,
      text,
    ]);
    const expected = ['returned', 'denied', 'failed', 'expired', 'connected'];
    assert.deepEqual(
      states,
      expected.map((state) => [state, translate(`account.callback.${state}`)]),
    );
  });

  it('runs its own script and no other', () => {
    const [script = '', ...others] = contentsOf('script');
    assert.deepEqual(others, []);
    assert.equal(directive('script-src'), `script-src ${hashSource(script)}`);
    assert.doesNotMatch(html, /<script[^>]+src|\son\w+=|javascript:/i);
  });

  it('has its own style and no other', () => {
    const [style = '', ...others] = contentsOf('style');
    assert.deepEqual(others, []);
    assert.equal(directive('style-src'), `style-src ${hashSource(style)}`);
    assert.doesNotMatch(html, /stylesheet|\sstyle=/i);
  });

  it('brings its icon, so that no browser asks for one that it may not load', () => {
    const [link, ...others] = html.match(/<link[^>]*>/g) ?? [];
    assert.deepEqual([link, others], ['<link rel="icon" href="data:,">', []]);
    assert.equal(directive('img-src'), 'img-src data:');
  });

  it('may load nothing, send only to its own origin, and be framed by nobody', () => {
    assert.equal(directive('default-src'), "default-src 'none'");
    assert.equal(directive('connect-src'), "connect-src 'self'");
    assert.equal(directive('base-uri'), "base-uri 'none'");
    assert.equal(directive('form-action'), "form-action 'none'");
    assert.equal(directive('frame-ancestors'), "frame-ancestors 'none'");
    const policy = (headers['Content-Security-Policy'] ?? '').replace('img-src data:', '');
    assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/);
  });

  it('is kept by no cache, tells nobody its address, and is taken for nothing but HTML', () => {
    const { 'Content-Security-Policy': _policy, ...others } = headers;
    assert.deepEqual(others, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  it('escapes the texts of a catalogue', () => {
    const hostile = `</p></title></style><script>alert('1')</script><img src=x onerror="alert(2)"> &lt;`;
    const page = createCallbackPage(() => hostile).html;
    const escaped = `&lt;/p>&lt;/title>&lt;/style>&lt;script>alert('1')&lt;/script>&lt;img src=x onerror=&quot;alert(2)&quot;> &amp;lt;`;
    assert.equal(page.includes(hostile), false);
    assert.equal(page.split(escaped).length - 1, 7);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.equal(page.includes('<img'), false);
  });
});
