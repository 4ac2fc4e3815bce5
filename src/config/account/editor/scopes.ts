import { SCOPES } from '../../../lametric/cloud/types';

/** The scopes in a text that separates them by spaces. */
export function splitScopes(text: string): string[] {
  return text.split(/\s+/).filter((scope) => scope !== '');
}

/**
 * The text to save for the scopes that are ticked.
 * @param saved the text so far; scopes in it that the dialog does not offer are kept
 */
export function joinScopes(ticked: readonly string[], saved: string): string {
  const offered: readonly string[] = SCOPES;
  const others = splitScopes(saved).filter((scope) => !offered.includes(scope));
  return [...offered.filter((scope) => ticked.includes(scope)), ...others].join(' ');
}
