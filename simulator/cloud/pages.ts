/** The pages that LaMetric shows to the user. */
import type { Scope } from '../../src/lametric/cloud/types';
import type { Answer } from '../server/http';
import { html, page } from '../server/pages';

/** Every scope with its meaning, as the consent page words it. */
export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  basic: 'See your name and e-mail address',
  devices_read: 'See your devices, their network data and API keys',
  devices_write: 'Rename your devices',
};

export interface Consent {
  /** Where the user is sent afterwards. */
  redirectUri: string;
  scopes: readonly Scope[];
  /** Fills in the login. */
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

/** Replaces a redirect that would not be safe. */
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
