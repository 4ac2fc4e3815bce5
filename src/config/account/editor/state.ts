import { isObject, isString } from '../../../lametric/guards';
import { splitScopes } from './scopes';

const STATES = ['unconfigured', 'disconnected', 'connected', 'reconnect'] as const;

/** The fields of the form that decide about a connection. */
export interface Configuration {
  clientId: string;
  clientSecret: string;
  flow: string;
  scopes: string;
}

/** The state of an account. @param answer of the account's endpoint, unchecked */
export function readAccountState(answer: unknown) {
  const { state, flow, scopes, expiresAt, renewedAt, persisted, message } = isObject(answer) ? answer : {};
  return {
    state: STATES.find((each) => each === state) ?? 'unconfigured',
    flow: flow === 'implicit' ? flow : 'code',
    scopes: Array.isArray(scopes) ? scopes.filter(isString) : [],
    expiresAt: readMoment(expiresAt),
    /** When the tokens were last granted. */
    renewedAt: readMoment(renewedAt),
    /** Whether the authorization would survive a restart. */
    persisted: persisted !== false,
    /** Remarks for the user; may be empty. */
    message: isString(message) ? message : '',
  } as const;
}
export type AccountState = ReturnType<typeof readAccountState>;

function readMoment(value: unknown): Date | undefined {
  return isString(value) && !Number.isNaN(Date.parse(value)) ? new Date(value) : undefined;
}

/** @param answer of the user's endpoint, unchecked. @returns the user's name with the e-mail address, or an empty text */
export function readUser(answer: unknown): string {
  const { name, email } = isObject(answer) ? answer : {};
  if (!isString(name) || name === '') return isString(email) ? email : '';
  return isString(email) && email !== '' ? `${name} (${email})` : name;
}

/** Whether connecting now would make another connection than the present one. */
export function hasChanged(now: Configuration, then: Configuration): boolean {
  const scopes = (text: string) => splitScopes(text).sort().join(' ');
  return (
    now.clientId !== then.clientId ||
    now.flow !== then.flow ||
    (now.flow === 'code' && now.clientSecret !== then.clientSecret) ||
    scopes(now.scopes) !== scopes(then.scopes)
  );
}

/** A moment as the user reads it: without the date if that is today's. */
export function formatMoment(moment: Date, now: Date, language: string): string {
  const today = moment.toDateString() === now.toDateString();
  const format: Intl.DateTimeFormatOptions = today
    ? { timeStyle: 'short' }
    : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(language, format).format(moment);
}
