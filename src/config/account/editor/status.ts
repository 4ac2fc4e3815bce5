import { type Kind, showLines } from '../../../editor/fields';
import { textOf } from '../../../editor/text';
import { type AccountState, formatMoment } from './state';

const text = textOf('account');

/** The dialog's findings besides the state. */
interface Findings {
  /** The user's name; empty while it is not known. */
  user: string;
  /** How many there are. */
  devices: number | undefined;
  /** Whether the form differs from the configuration that the account is connected with. */
  isChanged: boolean;
}

/**
 * Shows the state of an account.
 * @param problems texts to show below it, for the user
 */
export function showStatus(state: AccountState | undefined, findings: Findings, problems: string[]): void {
  const lines = state === undefined ? [] : linesOf(state, findings);
  showLines($('#lametric-account-state'), kindOf(state, problems), [...lines, ...problems]);
  // Once that is done, it is no longer what to do next.
  const isDone = state?.state === 'connected' && !findings.isChanged;
  $('#lametric-account-connect').toggleClass('primary', !isDone);
}

function kindOf(account: AccountState | undefined, problems: string[]): Kind {
  if (problems.length > 0 || account?.state === 'reconnect') return 'warning';
  if (account?.state !== 'connected') return undefined;
  return !account.persisted && account.flow === 'code' ? 'warning' : 'good';
}

function linesOf(account: AccountState, { user, devices, isChanged }: Findings): string[] {
  const { state, message, scopes } = account;
  if (state !== 'connected') return [message || text('state.disconnected')];
  const lines = [user === '' ? text('state.connected') : text('state.connected-as', { user })];
  if (devices !== undefined) lines.push(text('state.devices', { count: devices }));
  lines.push(...lifeOf(account));
  if (message !== '') lines.push(message);
  if (isChanged) lines.push(text('state.changed'));
  if (scopes.includes('devices_read')) lines.push(text('state.clocks'));
  return lines;
}

/** Since when, and until when, the account is connected. */
function lifeOf({ flow, expiresAt, renewedAt, persisted }: AccountState): string[] {
  const time = (moment: Date) => formatMoment(moment, new Date(), RED.i18n.lang());
  if (flow === 'implicit')
    return expiresAt === undefined ? [] : [text('state.ends', { time: time(expiresAt) })];
  const lines = renewedAt === undefined ? [] : [text('state.renewed', { time: time(renewedAt) })];
  return persisted ? lines : [...lines, text('state.not-saved')];
}
