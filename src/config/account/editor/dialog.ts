import '../../../editor/form.css';
import './dialog.css';
import { commonText, fullKey, textOf } from '../../../editor/text';
import {
  type AccountState,
  type Configuration,
  hasChanged,
  formatMoment,
  readAccountState,
  readUser,
} from './state';
import { AdminError, failureText, request } from '../../../editor/admin-api';
import { Connecting, type Progress } from './connecting';
import { type Kind, field, showLines } from './form';
import { proposeRedirectAddress, redirectProblem } from './redirect-address';
import { joinScopes, splitScopes } from './scopes';

const DEFAULT_CLOUD = 'https://developer.lametric.com';
/** Where this browser remembers a redirect address that the user has set. */
const REDIRECT_KEY = 'lametric-account-redirect';
const POPUP = 'popup,width=600,height=760';

const text = textOf('account');

/** The edit dialog of an account, from its opening until it is saved or cancelled. */
export class AccountDialog {
  readonly #path: string;
  readonly #proposedRedirect: string;
  #closed = false;
  #connecting: Connecting | undefined;
  #state: AccountState | undefined;
  #user = '';
  #pasted = '';
  #refreshes = 0;
  /** The form as it was when the present connection was made. */
  #connectedWith: Configuration | undefined;

  /** @param id of the account's node */
  constructor(id: string) {
    this.#path = `lametric-account/${encodeURIComponent(id)}`;
    this.#proposedRedirect = proposeRedirectAddress(window.location.href, RED.settings.apiRootUrl);
    this.#fillIn();
    this.#listen();
    void this.#refresh();
  }

  close(): void {
    this.#closed = true;
    this.#connecting?.cancel();
  }

  get #mayWrite(): boolean {
    return RED.user.hasPermission('lametric-account.write');
  }

  get #isImplicit(): boolean {
    return this.#connectedWith?.flow === 'implicit';
  }

  get #configuration(): Configuration {
    return {
      clientId: field('node-config-input-clientId').trim(),
      clientSecret: field('node-config-input-clientSecret').trim(),
      flow: field('node-config-input-flow'),
      scopes: field('node-config-input-scopes'),
    };
  }

  #fillIn(): void {
    const cloud = RED.settings.get('lametricAccountCloudUrl', DEFAULT_CLOUD);
    $('#lametric-account-guide a').attr({
      href: cloud === DEFAULT_CLOUD ? `${cloud}/applications/createsource` : cloud,
      target: '_blank',
      rel: 'noopener noreferrer',
    });
    const remembered = RED.settings.getLocal(REDIRECT_KEY);
    $('#lametric-account-redirect').val(remembered || this.#proposedRedirect);
    $('#lametric-account-copy').attr({
      'aria-label': text('button.copy'),
      title: text('button.copy'),
    });
    const saved = splitScopes(field('node-config-input-scopes'));
    $<HTMLInputElement>('#lametric-account-scopes input').each((_, box) => {
      box.checked = saved.includes(box.value);
    });
    const implicit = field('node-config-input-flow') === 'implicit';
    $('#lametric-account-advanced').prop('open', implicit);
    $('#lametric-account-connect, #lametric-account-disconnect')
      .prop('disabled', !this.#mayWrite)
      .toggleClass('disabled', !this.#mayWrite);
    this.#showSecret();
    this.#showRedirectProblem();
    showProgressLines(undefined);
    $('#lametric-account-paste').hide();
  }

  #listen(): void {
    $('#lametric-account-redirect').on('input', () => this.#showRedirectProblem());
    $('#lametric-account-copy').on('click', () => {
      RED.clipboard.copyText(
        field('lametric-account-redirect'),
        $('#lametric-account-copy'),
        fullKey('account', 'account.copied'),
      );
    });
    $('#lametric-account-scopes').on('change', 'input', () => {
      const ticked = $<HTMLInputElement>('#lametric-account-scopes input:checked')
        .get()
        .map((box) => box.value);
      $('#node-config-input-scopes')
        .val(joinScopes(ticked, field('node-config-input-scopes')))
        .trigger('change');
    });
    $('#node-config-input-flow').on('change', () => this.#showSecret());
    $('#node-config-input-clientId, #node-config-input-clientSecret')
      .on('input', () => this.#showState())
      // A space that was copied along would make another client of the one that is saved.
      .on('change', (event) => void $(event.target).val((_, value) => value.trim()));
    $('#node-config-input-flow, #node-config-input-scopes').on('change', () => this.#showState());
    $('#lametric-account-connect').on('click', () => this.#connect());
    $('#lametric-account-disconnect').on('click', () => void this.#disconnect());
    $('#lametric-account-address')
      .on('input', () => {
        if (/[?&#]state=/.test(field('lametric-account-address'))) this.#paste();
      })
      .on('change', () => this.#paste());
  }

  #showSecret(): void {
    $('#lametric-account-secret').toggle(field('node-config-input-flow') !== 'implicit');
  }

  #showRedirectProblem(): void {
    const problem = redirectProblem(field('lametric-account-redirect').trim(), this.#proposedRedirect);
    const lines = problem === undefined ? [] : [text(`redirect.${problem}`)];
    showLines('#lametric-account-redirect-problem', 'warning', lines);
  }

  /** Asks Node-RED for the state of the account, and shows it. */
  async #refresh(): Promise<void> {
    const refresh = ++this.#refreshes;
    const isOutdated = () => refresh !== this.#refreshes;
    try {
      const state = readAccountState(await request(this.#path));
      if (isOutdated()) return;
      this.#user = '';
      this.#state = state;
      this.#connectedWith = { ...this.#configuration, scopes: state.scopes.join(' ') };
      this.#showState();
      if (state.state !== 'connected' || !state.scopes.includes('basic')) return;
      const user = readUser(await request(`${this.#path}/user`));
      if (isOutdated()) return;
      this.#user = user;
      this.#showState();
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      if (!isOutdated()) this.#showState(failureText(error.failure, commonText, 'basic'));
    }
  }

  /** @param problem the reason why the state could not be read, or changed */
  #showState(problem?: string): void {
    if (this.#closed) return;
    const lines = this.#state === undefined ? [] : this.#statusLines(this.#state);
    if (problem !== undefined) lines.push(problem);
    if (!this.#mayWrite) lines.push(commonText('failure.permission'));
    const { state = 'unconfigured', persisted = true } = this.#state ?? {};
    $('#lametric-account-disconnect').toggle(state === 'connected' || state === 'reconnect');
    const bad = problem !== undefined || state === 'reconnect' || (!persisted && !this.#isImplicit);
    showLines('#lametric-account-state', bad ? 'warning' : state === 'connected' ? 'good' : undefined, lines);
  }

  #statusLines(state: AccountState): string[] {
    if (state.state === 'reconnect') return [state.message];
    if (state.state !== 'connected') return [text('state.disconnected')];
    const user = this.#user;
    const lines = [user === '' ? text('state.connected') : text('state.connected-as', { user })];
    lines.push(text('state.scopes', { scopes: state.scopes.join(', ') }));
    const { expiresAt, persisted } = state;
    const implicit = this.#isImplicit;
    if (expiresAt !== undefined) {
      const time = formatMoment(expiresAt, new Date(), RED.i18n.lang());
      lines.push(text(implicit ? 'state.ends' : 'state.renewed', { time }));
    }
    if (!persisted && !implicit) lines.push(text('state.not-saved'));
    if (this.#connectedWith !== undefined && hasChanged(this.#configuration, this.#connectedWith)) {
      lines.push(text('state.changed'));
    }
    return lines;
  }

  #connect(): void {
    this.#connecting?.cancel();
    const { clientId, clientSecret, flow, scopes } = this.#configuration;
    const missing = findMissing(this.#configuration);
    if (missing !== undefined) {
      showProgressLines('warning', text(missing.reason));
      $(missing.field).trigger('focus');
      return;
    }
    const redirectUri = field('lametric-account-redirect').trim();
    const isProposed = redirectUri === this.#proposedRedirect;
    RED.settings.setLocal(REDIRECT_KEY, isProposed ? '' : redirectUri);
    const post = (action: string, body: object) => request(`${this.#path}/${action}`, body);
    this.#connecting = new Connecting({
      origin: window.location.origin,
      // In the click itself, or the browser takes the window for an unwanted one.
      popup: window.open('', '_blank', POPUP),
      authorize: () => post('authorize', { clientId, clientSecret, scopes, flow, redirectUri }),
      redeem: (body) => post('redeem', body),
      show: (progress) => this.#showProgress(progress),
    });
    void this.#connecting.start();
  }

  #showProgress(progress: Progress): void {
    if (this.#closed) return;
    const waits = progress.step === 'waiting' || (progress.step === 'refused' && !progress.final);
    $('#lametric-account-paste').toggle(waits);
    switch (progress.step) {
      case 'starting':
        this.#pasted = '';
        $('#lametric-account-address').val('');
        showProgressLines('busy', text('progress.starting'));
        break;
      case 'waiting':
        showProgressLines('busy', text(`progress.${progress.window}`), text('progress.paste'));
        if (progress.window === 'blocked') {
          const link = $('<a>', { href: progress.address, target: '_blank', rel: 'noopener' });
          $('#lametric-account-progress p:first').append(' ', link.text(text('progress.link')));
        }
        break;
      case 'connected':
        showProgressLines(undefined);
        void this.#refresh().then(showEnd);
        break;
      case 'refused':
        showProgressLines('warning', failureText(progress.failure, commonText));
        break;
      case 'failed':
        showProgressLines('warning', text('progress.failed'), progress.message);
        break;
      case 'denied':
      case 'expired':
        showProgressLines('warning', text(`progress.${progress.step}`));
        break;
    }
    showEnd();
  }

  #paste(): void {
    const address = field('lametric-account-address').trim();
    if (address === '' || address === this.#pasted) return;
    this.#pasted = address;
    void this.#connecting?.paste(address);
  }

  async #disconnect(): Promise<void> {
    this.#connecting?.cancel();
    showProgressLines(undefined);
    $('#lametric-account-paste').hide();
    try {
      await request(`${this.#path}/disconnect`, {});
      await this.#refresh();
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      this.#showState(failureText(error.failure, commonText));
    }
  }
}

/** The first field that has to be filled in before connecting, and the key of the text that says so. */
function findMissing({
  clientId,
  clientSecret,
  flow,
  scopes,
}: Configuration): { field: string; reason: string } | undefined {
  if (clientId === '') return { field: '#node-config-input-clientId', reason: 'invalid.client-id' };
  if (flow === 'code' && clientSecret === '')
    return { field: '#node-config-input-clientSecret', reason: 'invalid.client-secret' };
  if (scopes === '') return { field: '#lametric-account-scopes input:first', reason: 'invalid.scopes' };
  return undefined;
}

/** Scrolls to the end of the form, where progress is shown. */
function showEnd(): void {
  $('.lametric-form').last()[0]?.scrollIntoView({ block: 'end' });
}

function showProgressLines(kind: Kind, ...lines: string[]): void {
  showLines('#lametric-account-progress', kind, lines);
}
