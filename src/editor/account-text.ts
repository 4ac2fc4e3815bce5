import type { Editor, Translate } from './red';

/** The full name of a key in the account's catalogue, which the dialogs of all nodes share. */
export function accountKey(key: string): string {
  return `@flowclock/node-red-lametric/account:account.${key}`;
}

/** Translates by the account's catalogue; keys are without `account.`. */
export function accountText(RED: Editor): Translate {
  return (key, values) => RED._(accountKey(key), values);
}
