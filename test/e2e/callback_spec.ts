import assert from 'node:assert/strict';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { ACCOUNT, accountFlow, authorize, textFields } from '../../harness/account';
import { account as catalogue } from '../../src/config/account/locales/en-US/account.json';
import { isObject } from '../../src/lametric/guards';
import { type World, startBrowser, startWorld } from './world';

const TEXTS = catalogue.callback;

declare global {
  /** The trace of a script that should not run. */
  var injected: unknown;
  /** The requests that the page's policy has refused. */
  var refused: string[] | undefined;
  /** Whether a message has come. */
  var heard: boolean | undefined;
}

describe('The callback page in a browser', () => {
  let world: World;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];
  let posts: Request[];

  before(async () => {
    world = await startWorld();
    await world.nodeRed.deploy(accountFlow(world.simulator));
    context = await (await startBrowser()).newContext();
  });

  beforeEach(async () => {
    errors = [];
    posts = [];
    page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      // A page that comes with 400 is reported as well.
      const isStatus = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isStatus) errors.push(message.text());
    });
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().startsWith(world.callback)) posts.push(request);
    });
  });

  afterEach(() => page.close());
  after(async () => {
    await context.close();
    await world.close();
  });

  const start = async (flow: 'code' | 'implicit' = 'code') => {
    const { handshake, authorizeUrl = '' } = textFields(
      await authorize(world.nodeRed, world.simulator, { flow }),
    );
    return { handshake, authorizeUrl, state: new URL(authorizeUrl).searchParams.get('state') };
  };

  const redeemed = async (handshake: string | undefined) => {
    const path = `lametric-account/${ACCOUNT}/redeem`;
    return textFields(await world.nodeRed.admin('POST', path, { handshake }))['state'];
  };

  /** Waits for the one text that the page shows. */
  const shown = async (text: string) => {
    await page.getByText(text).waitFor();
    assert.equal(await page.getByRole('status').innerText(), text);
  };

  const decide = async (authorizeUrl: string, decision: 'approve' | 'deny') => {
    await page.goto(authorizeUrl);
    await page.click(`button[value=${decision}]`);
  };

  const isCleared = async () => {
    assert.equal(page.url(), world.callback);
    await page.goBack();
    assert.doesNotMatch(page.url(), /[?#].*(code|access_token)=/);
    await page.goForward();
    assert.equal(page.url(), world.callback);
  };

  it('says that LaMetric has answered, and takes the code out of address and history', async () => {
    const { handshake, authorizeUrl } = await start();
    await decide(authorizeUrl, 'approve');
    await shown(TEXTS.returned);
    await isCleared();
    assert.deepEqual(errors, []);
    assert.equal(await redeemed(handshake), 'connected');
  });

  it('tells a denial', async () => {
    await decide((await start()).authorizeUrl, 'deny');
    await shown(TEXTS.denied);
    assert.equal(page.url(), world.callback);
    assert.deepEqual(errors, []);
  });

  it('tells a failure', async () => {
    const { state } = await start();
    await page.goto(`${world.callback}?error=invalid_scope&state=${state}`);
    await shown(TEXTS.failed);
    assert.deepEqual(errors, []);
  });

  for (const query of [
    '',
    '?',
    '?code=c',
    '?code=c&state=unknown',
    '#access_token=t',
    '?error=access_denied&state=x',
  ]) {
    it(`belongs to no connection attempt with ${query || 'nothing'} in its address`, async () => {
      await page.goto(world.callback + query);
      await shown(TEXTS.expired);
      assert.equal(page.url(), world.callback);
      assert.deepEqual([errors, posts], [[], []]);
    });
  }

  it('hands the fragment of the implicit flow over once, and takes it out of address and history', async () => {
    const { handshake, authorizeUrl, state } = await start('implicit');
    await decide(authorizeUrl, 'approve');
    await shown(TEXTS.returned);
    assert.equal(posts.length, 1);
    const posted: unknown = posts[0]?.postDataJSON();
    assert.ok(isObject(posted));
    const fields = ['access_token', 'expires_in', 'scope', 'state', 'token_type'];
    assert.deepEqual(new Set(Object.keys(posted)), new Set(fields));
    assert.equal(posted['state'], state);
    await isCleared();
    assert.deepEqual(errors, []);
    assert.equal(await redeemed(handshake), 'connected');
  });

  it('tells a denial of the implicit flow', async () => {
    const { handshake, authorizeUrl } = await start('implicit');
    await decide(authorizeUrl, 'deny');
    await shown(TEXTS.denied);
    assert.equal(await redeemed(handshake), 'denied');
  });

  it('tells a fragment that nobody waits for', async () => {
    await page.goto(`${world.callback}#access_token=t&state=unknown`);
    await shown(TEXTS.expired);
    assert.equal(posts.length, 1);
  });

  it('tells that Node-RED could not be reached', async () => {
    await page.route(world.callback, (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.goto(`${world.callback}#access_token=t&state=unknown`);
    await shown(TEXTS.failed);
  });

  it('shows how it went on when the editor tells it', async () => {
    await page.goto(world.callback);
    await page.evaluate(() => window.postMessage('connected', location.origin));
    await shown(TEXTS.connected);
  });

  it('listens to no other site', async () => {
    const opened = context.waitForEvent('page');
    await page.goto(world.simulator.url);
    await page.evaluate((url) => {
      const popup = window.open(url);
      setInterval(() => popup?.postMessage('connected', '*'), 20);
    }, world.callback);
    const callback = await opened;
    await callback.getByText(TEXTS.expired).waitFor();
    await callback.evaluate(() => addEventListener('message', () => (globalThis.heard = true)));
    await callback.waitForFunction(() => globalThis.heard);
    assert.equal(await callback.getByRole('status').innerText(), TEXTS.expired);
    await callback.close();
  });

  const SCRIPTS = [
    '<script>injected=1</script>',
    '<img src=x onerror=injected=1>',
    '"-injected=1-"',
    '</title>',
  ];
  for (const where of ['?', '#']) {
    it(`runs no script that stands after the ${where} of its address`, async () => {
      const { state } = await start();
      for (const script of SCRIPTS) {
        const value = encodeURIComponent(script);
        const fields = ['code', 'error', 'error_description', 'scope', '__proto__', value];
        const parameters = fields.map((name) => `${name}=${value}`).join('&');
        await page.goto('about:blank');
        await page.goto(`${world.callback}${where}state=${state}&${parameters}`);
        await page.locator('p:visible').waitFor();
        assert.equal(await page.evaluate(() => globalThis.injected), undefined);
        assert.doesNotMatch(await page.content(), /injected/);
      }
      assert.deepEqual(errors, []);
    });
  }

  it('would not run an injected script, load anything or send anything elsewhere', async () => {
    await page.goto(world.callback);
    await page.evaluate((elsewhere) => {
      globalThis.refused = [];
      addEventListener('securitypolicyviolation', (event) =>
        globalThis.refused?.push(event.effectiveDirective),
      );
      const script = document.createElement('script');
      script.textContent = 'injected = 1';
      const image = document.createElement('img');
      image.setAttribute('onerror', 'injected = 2');
      image.src = elsewhere;
      const style = document.createElement('p');
      style.setAttribute('style', 'color: red');
      document.body.append(script, image, style);
      void fetch(elsewhere).catch(() => undefined);
    }, world.simulator.url);
    const directives = ['connect-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr'];
    await page.waitForFunction((count) => globalThis.refused?.length === count, directives.length);
    assert.deepEqual(await page.evaluate(() => globalThis.refused?.toSorted()), directives);
    assert.equal(await page.evaluate(() => globalThis.injected), undefined);
  });

  it('cannot be framed, not even by a page of its own origin', async () => {
    const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.goto(`${world.nodeRed.url}/icons`);
    await page.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
    }, world.callback);
    await refusal;
    for (const frame of page.frames()) assert.equal(await frame.locator('[data-state]').count(), 0);
  });
});
