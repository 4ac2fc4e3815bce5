import '../../../editor/form.css';
import './dialog.css';
import { commonText, fullKey, textOf } from '../../../editor/text';
import { type AccountState, type Configuration, hasChanged, readAccountState, readUser } from './state';
import { failureOf, failureText, request } from '../../../editor/admin-api';
import { chosenPlace } from '../../../editor/environment';
import { disable, field, showLines } from '../../../editor/fields';
import { Connecting, type Progress } from './connecting';
import { showEnd, showProgress, showProgressLines } from './progress';
import { showStatus } from './status';
import {
  keepAddress,
  localhostAddress,
  proposeRedirectAddress,
  recallAddress,
  redirectProblem,
} from './redirect-address';
import { joinScopes, splitScopes } from './scopes';

const DEFAULT_CLOUD = 'https://developer.lametric.com';
const POPUP = 'popup,width=600,height=760';

const text = textOf('account');

/** The edit dialog of an account, from its opening until it is saved or cancelled. */
export class AccountDialog {
  readonly #path: string;
  /** The key under which this browser remembers a redirect address that the user has set for this account. */
  readonly #redirectKey: string;
  readonly #proposedRedirect: string;
  #closed = false;
  #connecting: Connecting | undefined;
  #state: AccountState | undefined;
  #user = '';
  /** How many devices the account has; `undefined` while that is not known. */
  #devices: number | undefined;
  #pasted = '';
  #refreshes = 0;
  /** The form as it was when the present connection was made. */
  #connectedWith: Configuration | undefined;

  /** @param id of the account's node */
  constructor(id: string) {
    this.#path = `lametric-account/${encodeURIComponent(id)}`;
    this.#redirectKey = `lametric-account-redirect-${id}`;
    this.#proposedRedirect = proposeRedirectAddress(window.location.href, RED.settings.apiRootUrl);
    this.#fillIn();
    this.#listen();
    void this.#refresh();
  }

  close(): void {
    this.#closed = true;
    // An answer that comes later would change the form of the next account.
    this.#refreshes++;
    this.#connecting?.cancel();
  }

  get #mayWrite(): boolean {
    return RED.user.hasPermission('lametric-account.write');
  }

  get #configuration(): Configuration {
    return {
      clientId: field('node-config-input-clientId').trim(),
      clientSecret: field('node-config-input-clientSecret').trim(),
      flow: field('node-config-input-flow'),
      scopes: field('node-config-input-scopes'),
    };
  }

  get #redirect(): string {
    return field('lametric-account-redirect').replace(/\s/g, '');
  }

  #fillIn(): void {
    // Node-RED translates the form later.
    const placeholder = fullKey('account', 'account.placeholder.name');
    $('#node-config-input-name').attr('data-i18n', `[placeholder]${placeholder}`);
    const cloud = RED.settings.get('lametricAccountCloudUrl', DEFAULT_CLOUD);
    const app = cloud === DEFAULT_CLOUD ? `${cloud}/applications/createsource` : cloud;
    $('#lametric-account-app').attr('href', app);
    const kept = RED.settings.getLocal(this.#redirectKey) ?? '';
    $('#lametric-account-redirect').val(recallAddress(kept, this.#proposedRedirect));
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
    disable($('#lametric-account-connect, #lametric-account-disconnect'), !this.#mayWrite);
    this.#showSecret();
    this.#showRedirectProblem();
    showProgressLines(undefined);
    $('#lametric-account-paste, #lametric-account-confirm').hide();
  }

  #listen(): void {
    $('#lametric-account-redirect')
      .on('input', () => this.#showRedirectProblem())
      .on('change', () => this.#setRedirect(this.#redirect || this.#proposedRedirect));
    $('#lametric-account-localhost button').on('click', () =>
      this.#setRedirect(localhostAddress(this.#proposedRedirect)),
    );
    $('#lametric-account-copy').on('click', () => {
      RED.clipboard.copyText(
        this.#redirect,
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
      // A space that was copied along would make this another client.
      .on('change', (event) => void $(event.target).val((_, value) => value.trim()));
    $('#node-config-input-flow, #node-config-input-scopes').on('change', () => this.#showState());
    $('#lametric-account-connect').on('click', () => this.#connect());
    const ask = (asks: boolean) => {
      $('#lametric-account-confirm').toggle(asks);
      $('#lametric-account-disconnect').toggle(!asks);
      $(asks ? '#lametric-account-disconnect-no' : '#lametric-account-disconnect').trigger('focus');
    };
    $('#lametric-account-disconnect').on('click', () => ask(true));
    $('#lametric-account-disconnect-no').on('click', () => ask(false));
    $('#lametric-account-disconnect-yes').on('click', () => void this.#disconnect());
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
    const problem = redirectProblem(this.#redirect || this.#proposedRedirect, this.#proposedRedirect);
    const localhost = localhostAddress(this.#proposedRedirect);
    const lines = problem === undefined ? [] : [text(`redirect.${problem}`, { localhost })];
    showLines($('#lametric-account-redirect-problem'), 'warning', lines);
    $('#lametric-account-localhost').toggle(problem === 'insecure');
  }

  #setRedirect(address: string): void {
    $('#lametric-account-redirect').val(address);
    if (address === this.#proposedRedirect) this.#keepRedirect(address);
    this.#showRedirectProblem();
  }

  #keepRedirect(address: string): void {
    RED.settings.setLocal(this.#redirectKey, keepAddress(address, this.#proposedRedirect));
  }

  /** Asks Node-RED for the state of the account, and shows it. */
  async #refresh(): Promise<void> {
    const refresh = ++this.#refreshes;
    const isOutdated = () => refresh !== this.#refreshes;
    try {
      const state = readAccountState(await request(this.#path));
      if (isOutdated()) return;
      this.#user = '';
      this.#devices = undefined;
      this.#state = state;
      this.#connectedWith = { ...this.#configuration, flow: state.flow, scopes: state.scopes.join(' ') };
      $('#lametric-account-guide').prop('open', state.state !== 'connected');
      this.#showState();
      if (state.state !== 'connected') return;
      const [user, devices] = await Promise.all([
        state.scopes.includes('basic') ? request(`${this.#path}/user`) : undefined,
        state.scopes.includes('devices_read') ? request(`${this.#path}/devices`) : undefined,
      ]);
      if (isOutdated()) return;
      this.#user = readUser(user);
      this.#devices = Array.isArray(devices) ? devices.length : undefined;
      this.#showState();
    } catch (error) {
      const problem = failureText(failureOf(error), commonText, 'basic');
      if (!isOutdated()) this.#showState(problem);
    }
  }

  /** @param problem why the state could not be read or changed, for the user */
  #showState(problem?: string): void {
    if (this.#closed) return;
    const isChanged =
      this.#connectedWith !== undefined && hasChanged(this.#configuration, this.#connectedWith);
    showStatus(this.#state, { user: this.#user, devices: this.#devices, isChanged }, [
      ...(problem === undefined ? [] : [problem]),
      ...(this.#mayWrite ? [] : [commonText('failure.permission')]),
    ]);
    const { state = 'unconfigured' } = this.#state ?? {};
    $('#lametric-account-disconnect').toggle(state === 'connected' || state === 'reconnect');
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
    const redirectUri = this.#redirect || this.#proposedRedirect;
    const post = (action: string, body: object) => request(`${this.#path}/${action}`, body);
    this.#connecting = new Connecting({
      origin: window.location.origin,
      // The browser allows the window only while it handles the click.
      popup: window.open('', '_blank', POPUP),
      authorize: () =>
        post('authorize', { clientId, clientSecret, scopes, flow, redirectUri, z: chosenPlace() }),
      redeem: (body) => post('redeem', body),
      show: (progress) => {
        if (progress.step === 'connected') this.#keepRedirect(redirectUri);
        this.#showProgress(progress);
      },
    });
    void this.#connecting.start();
  }

  #showProgress(progress: Progress): void {
    if (this.#closed) return;
    const waits = progress.step === 'waiting' || (progress.step === 'refused' && !progress.final);
    $('#lametric-account-paste').toggle(waits);
    if (progress.step === 'starting') {
      this.#pasted = '';
      $('#lametric-account-address').val('');
    }
    showProgress(progress);
    if (progress.step === 'connected') void this.#refresh().then(showEnd);
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
    $('#lametric-account-paste, #lametric-account-confirm').hide();
    try {
      await request(`${this.#path}/disconnect`, {});
      await this.#refresh();
    } catch (error) {
      this.#showState(failureText(failureOf(error), commonText));
    }
  }
}

/** The first field that has to be filled in before connecting, and the key of the text that says so. */
function findMissing(configuration: Configuration): { field: string; reason: string } | undefined {
  const { clientId, clientSecret, flow, scopes } = configuration;
  if (clientId === '') return { field: '#node-config-input-clientId', reason: 'invalid.client-id' };
  if (flow === 'code' && clientSecret === '')
    return { field: '#node-config-input-clientSecret', reason: 'invalid.client-secret' };
  if (scopes === '') return { field: '#lametric-account-scopes input:first', reason: 'invalid.scopes' };
  return undefined;
}
