import { createHash } from 'node:crypto';

/** The results that the page can show; each has a text in the catalogue. */
const STATES = ['returned', 'denied', 'failed', 'expired', 'connected'] as const;

/** The page that LaMetric redirects to. It is the same for every request, so it echoes nothing. */
export interface CallbackPage {
  html: string;
  headers: Record<string, string>;
}

/**
 * Runs in the page. It removes the code or token from the address and the history, posts the fragment of the implicit
 * flow, and shows one of the fixed texts. The editor, which opened the window, then sends the final result.
 */
const SCRIPT = `
(function () {
  function show(state) {
    document.querySelectorAll('[data-state]').forEach(function (text) {
      text.hidden = text.dataset.state !== state;
    });
  }
  var query = new URLSearchParams(location.search);
  var fragment = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, '', location.pathname);
  window.addEventListener('message', function (event) {
    if (event.origin === location.origin && typeof event.data === 'string') show(event.data);
  });
  function stateOf(fields, accepted) {
    if (!accepted) return 'expired';
    if (fields.has('error')) return fields.get('error') === 'access_denied' ? 'denied' : 'failed';
    return 'returned';
  }
  if (fragment.has('state')) {
    fetch(location.pathname, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(fragment))
    }).then(
      function (response) { show(stateOf(fragment, response.ok)); },
      function () { show('failed'); }
    );
  } else {
    var navigation = performance.getEntriesByType('navigation')[0];
    show(stateOf(query, query.has('state') && !(navigation && navigation.responseStatus >= 400)));
  }
})();
`;

const STYLE = `
body { background: #f3f3f3; color: #333; font: 16px/1.5 'Helvetica Neue', Arial, Helvetica, sans-serif; margin: 15vh 1em; }
main { background: #fff; border: 1px solid #ccc; border-radius: 4px; margin: 0 auto; max-width: 28em; overflow: hidden; }
h1 { background: #a9c5cc; color: #222; font-size: 18px; font-weight: normal; margin: 0; padding: 12px 24px; }
p { margin: 0; padding: 24px 24px 24px 64px; position: relative; }
p::before { content: '!'; border-radius: 50%; color: #fff; background: #b3261e; font-weight: bold; left: 24px; line-height: 24px; position: absolute; text-align: center; width: 24px; }
p[data-state=connected]::before, p[data-state=returned]::before { background: #2e7d32; content: '\\2713'; }
@media (prefers-color-scheme: dark) {
  body { background: #1c1c1c; color: #ddd; }
  main { background: #2a2a2a; border-color: #555; }
}
`;

/** @param text translates a key of the account's catalogue */
export function createCallbackPage(text: (key: string) => string): CallbackPage {
  const texts = STATES.map(
    (state) => `<p data-state="${state}" hidden>${escapeHtml(text(`account.callback.${state}`))}</p>`,
  );
  const title = escapeHtml(text('account.callback.title'));
  const html = `<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style></head>
<body>
<main>
<h1>${title}</h1>
<div role="status">${texts.join('\n')}</div>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(SCRIPT)}`,
    `style-src ${hashSource(STYLE)}`,
    // The page's own empty icon: without one, a browser asks for one, and complains that it may not.
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    html,
    headers: {
      'Content-Security-Policy': policy.join('; '),
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  };
}

function hashSource(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
