/** The pages of the simulator. Whatever comes from outside passes through `html`, which escapes it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '../src/lametric/types';
import type { Answer } from './http';

/** Every scope, with what it allows in the words of the consent page. */
export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  basic: 'See your name and e-mail address',
  devices_read: 'See your devices, their network data and API keys',
  devices_write: 'Rename your devices',
};

export interface Consent {
  /** Where the user is sent afterwards. */
  redirectUri: string;
  scopes: readonly Scope[];
  /** What the login is filled in with. */
  email: string;
  password: string;
  /** Why the last attempt did not work. */
  problem?: string;
}

/** Login and consent in one: the form is posted to the address of the page, so the request goes along. */
export function consentPage(status: number, consent: Consent): Answer {
  const scopes = consent.scopes.map(
    (scope) => html`<li><span>${SCOPE_MEANINGS[scope]}</span> <code>${scope}</code></li>`,
  );
  const problem =
    consent.problem === undefined ? [] : [html`<p class="problem" role="alert">${consent.problem}</p>`];
  return page(
    status,
    'Authorize',
    html`<form method="post" class="card">
      <h1>Connect your LaMetric account</h1>
      <p><strong>${new URL(consent.redirectUri).origin}</strong> asks to:</p>
      <ul class="scopes">
        ${scopes}
      </ul>
      ${problem}
      <label>E-mail <input name="email" type="email" value="${consent.email}" autocomplete="off" /></label>
      <label>
        Password <input name="password" type="password" value="${consent.password}" autocomplete="off" />
      </label>
      <div class="decision">
        <button name="decision" value="approve" class="primary">Approve</button>
        <button name="decision" value="deny" formnovalidate>Deny</button>
      </div>
      <p class="note">
        This is the LaMetric simulator. Nothing leaves this computer; the login is a demo one.
      </p>
    </form>`,
  );
}

/** What stands in for a redirect that would not be safe. */
export function errorPage(title: string, explanation: string): Answer {
  return page(
    400,
    title,
    html`<div class="card">
      <h1>${title}</h1>
      <p class="problem">${explanation}</p>
      <p class="note">This is the LaMetric simulator. Check the client id and the redirect address.</p>
    </div>`,
  );
}

/** The files that are sent as they are. */
export const livePage = file('live.html', 'text/html; charset=utf-8');
export const liveScript = file('live.js', 'text/javascript; charset=utf-8');
export const styleSheet = file('style.css', 'text/css; charset=utf-8');

/** A script can only come from here, and nobody can frame the consent page to steal the click on it. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

function file(name: string, contentType: string): () => Answer {
  const body = readFileSync(join(__dirname, 'public', name));
  return () => ({ status: 200, headers: { ...PAGE_HEADERS, 'content-type': contentType }, body });
}

function page(status: number, title: string, content: Html): Answer {
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · LaMetric simulator</title>
        <link rel="stylesheet" href="/simulator/style.css" />
      </head>
      <body class="centred">
        ${content}
      </body>
    </html>`;
  return {
    status,
    headers: { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' },
    body: body.markup,
  };
}

/** Markup that is safe to send; only the `html` tag makes it. */
class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

function html(literals: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  return new Html(String.raw({ raw: literals }, ...values.map(toMarkup)));
}

function toMarkup(value: string | Html | readonly Html[]): string {
  if (value instanceof Html) return value.markup;
  return typeof value === 'string' ? escapeHtml(value) : value.map(toMarkup).join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
