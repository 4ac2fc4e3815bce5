/** The simulator's pages. All input passes through `html`, which escapes it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Answer } from './http';

const PUBLIC = join(__dirname, '../public');

/** The files that are sent as they are. */
export const livePage = file('live.html', 'text/html; charset=utf-8');
export const styleSheet = file('style.css', 'text/css; charset=utf-8');

/** A script can only come from here, and nobody can frame the consent page to steal the click on it. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

let script: string | undefined;

/** The live page's script with all that it imports, made when it is first asked for. */
export function liveScript(): Answer {
  script ??= buildSync({
    entryPoints: [join(PUBLIC, 'live.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    charset: 'utf8',
  }).outputFiles[0]?.text;
  return {
    status: 200,
    headers: { ...PAGE_HEADERS, 'content-type': 'text/javascript; charset=utf-8' },
    body: script ?? '',
  };
}

function file(name: string, contentType: string): () => Answer {
  const body = readFileSync(join(PUBLIC, name));
  return () => ({ status: 200, headers: { ...PAGE_HEADERS, 'content-type': contentType }, body });
}

export function page(status: number, title: string, content: Html): Answer {
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

export function html(literals: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
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
