import '../../../editor/form.css';
import './dialog.css';
import { bareAddress } from '../../../lametric/clock/bare-address';
import type { DeviceProperties } from '../properties';
import { failureOf, failureText, request } from '../../../editor/admin-api';
import { enumerate } from '../../../editor/clocks/named';
import { PLACE, chosenPlace } from '../../../editor/environment';
import { chosenNode, disable, showLines } from '../../../editor/fields';
import { onlyNode } from '../../../editor/config-nodes';
import { makeAccessible } from '../../../editor/form';
import { type AccountDevice, deviceSource } from '../../../editor/picker/devices';
import { pickerType } from '../../../editor/picker/picker';
import { commonText, textOf } from '../../../editor/text';
import { showAddresses } from './account-addresses';
import { addClocks, findMissingClocks, findTaken } from './add-all';
import type { ClockInfo } from '../clock-info';
import { showClock, wordsOf } from './clock-info';
import { readClockInfo } from './clock';
import { debounced } from './debounced';
import { noteName, ownName } from './own-names';
import { pairingRow } from './pairing-row';
import type { ListedClock } from '../search-result';
import { setupFor } from './found';
import { searchRow } from './search-row';
import { askForTrust } from './trust';
import { type Fields, SETUPS, type Setup, fieldsFor, findMissing, isClockId, setupOf } from './setup';

/** How long the user has to stop typing before the clock is asked, in milliseconds. */
const PAUSE = 400;

const text = textOf('device');

/** The edit dialog of a clock, from its opening until it is saved or cancelled. */
export class DeviceDialog {
  readonly #id: string;
  readonly #path: string;
  /** While another dialog is open above, Node-RED takes this one out of the page. */
  readonly #form = $('.lametric-device').last();
  readonly #asking = debounced(PAUSE);
  readonly #pairing: ReturnType<typeof pairingRow>;
  readonly #search: ReturnType<typeof searchRow>;
  /** Told what is known of the clock. */
  readonly #onClock: (clock: ClockInfo | undefined) => void;
  /** The fields as they were when the dialog was opened. */
  readonly #opened: string;
  #devices: readonly AccountDevice[] = [];
  #clock: ClockInfo | undefined;

  /** @param id of the clock's node */
  constructor(id: string, onClock: (clock: ClockInfo | undefined) => void) {
    this.#id = id;
    this.#onClock = onClock;
    this.#path = `lametric-device/${encodeURIComponent(id)}`;
    this.#pairing = pairingRow(this.#form.find('#lametric-device-pairing'), this.#path, {
      findAddress: () => this.#findAddress(),
      takeKey: (key) => void this.#field('apiKey').val(key).trigger('input'),
    });
    const row = this.#form.find('#lametric-device-searching');
    this.#search = searchRow(row, id, (clock) => this.#takeFound(clock));
    this.#fillIn();
    this.#opened = JSON.stringify(this.#fields);
    this.#listen();
    this.#showSetup();
  }

  close(): void {
    this.#asking.cancel();
    this.#pairing.close();
    this.#search.close();
  }

  /** Prepares the fields to be saved: each setup uses some of them only. */
  save(): void {
    this.close();
    const { account, device, address, apiKey } = fieldsFor(this.#setup, this.#fields);
    // It may be another clock than the deployed one.
    noteName(this.#id, this.#clockName);
    // What was learnt of the same clock is no change of the user's.
    const isOther = JSON.stringify(this.#fields) !== this.#opened;
    const clockName = isOther ? this.#clockName : String(this.#field('clockName').val() ?? '');
    // Of the accounts that Node-RED offers, `_ADD_` stands for none.
    const saved = { clockName, account: account || '_ADD_', device, address, apiKey };
    for (const [name, value] of Object.entries(saved)) this.#field(name).val(value);
  }

  get #mayWrite(): boolean {
    return RED.user.hasPermission('lametric-device.write');
  }

  get #setup(): Setup {
    const chosen = this.#form.find('[name="lametric-device-setup"]:checked').val();
    return SETUPS.find((setup) => setup === chosen) ?? 'account';
  }

  get #fields(): Fields {
    const valueOf = (name: string) => String(this.#field(name).val() ?? '').trim();
    const security: DeviceProperties['security'] = valueOf('security') === 'http' ? 'http' : 'pinned';
    return {
      account: chosenNode(this.#field('account')),
      device: valueOf('device'),
      address: bareAddress(valueOf('address')),
      security,
      apiKey: valueOf('apiKey'),
    };
  }

  /** As the clock itself says it, else as the account does, else as it was. */
  get #clockName(): string {
    const { account, device } = fieldsFor(this.#setup, this.#fields);
    const listed = account === '' ? undefined : this.#devices.find(({ id }) => id === device)?.name;
    return this.#clock?.name ?? listed ?? (ownName(this.#id) || String(this.#field('clockName').val() ?? ''));
  }

  #field(name: string): JQuery {
    return this.#form.find(`#node-config-input-${name}`);
  }

  #fillIn(): void {
    // Its placeholder is the clock's own name. Node-RED translates the form later.
    this.#field('name').removeAttr('data-i18n');
    const setup = setupOf(this.#fields);
    this.#check(setup);
    const isNew = !RED.nodes.node(this.#id);
    if (isNew && this.#fields.account === '') this.#field('account').val(onlyNode('account'));
    const source = deviceSource(this.#field('account'), {
      takes: isClockId,
      placeholder: commonText('picker.device.search-id'),
      onLoad: (devices) => this.#takeDevices(devices),
    });
    this.#field('device').typedInput({ types: [pickerType(this.#field('device'), source)] });
    makeAccessible(this.#form);
    // A clock from the account may differ from what most need.
    const { address, security, apiKey } = this.#fields;
    const hasMore = address !== '' || security !== 'pinned' || apiKey !== '';
    this.#form.find('#lametric-device-advanced').prop('open', setup === 'account' && hasMore);
    const buttons = '.lametric-clock-info-trust button, #lametric-device-all button';
    disable(this.#form.find(buttons), !this.#mayWrite);
  }

  #check(setup: Setup): void {
    this.#form.find(`[name="lametric-device-setup"][value="${setup}"]`).prop('checked', true);
  }

  /** Fills the form in with a clock that was found, and asks for what is missing. */
  #takeFound(clock: ListedClock): void {
    // An account that was deleted here may still be deployed.
    const account = RED.nodes.node(clock.account?.account ?? '') === undefined ? null : clock.account;
    const setup = setupFor({ ...clock, account });
    this.#check(setup);
    this.#field('security').val(clock.security);
    this.#field('apiKey').val('');
    this.#field('address').val(account === null ? clock.address : '');
    if (account !== null) {
      this.#field('account').val(account.account).trigger('change');
      this.#field('device').typedInput('value', account.device);
    }
    this.#showSetup();
    if (setup === 'button') this.#pairing.start();
    this.#field(setup === 'key' ? 'apiKey' : 'name').trigger('focus');
  }

  #listen(): void {
    this.#form.find('[name="lametric-device-setup"]').on('change', () => this.#showSetup());
    for (const name of ['account', 'device', 'security']) this.#field(name).on('change', () => this.#ask());
    // Their `change` comes at the next click: what that is for would move away while the clock is asked again.
    for (const name of ['address', 'apiKey']) this.#field(name).on('input', () => this.#ask());
    this.#form.closest('.red-ui-tray').on('change', PLACE, () => this.#ask());
    this.#form.find('#lametric-device-found-clocks').on('click', 'button', (event) => {
      const address = String($(event.currentTarget).attr('title'));
      this.#field('address').val(address).trigger('input');
    });
    this.#form.find('#lametric-device-all button').on('click', () => this.#addAll());
    this.#form.find('.lametric-clock-info-trust button').on('click', () => this.#trust());
  }

  #showSetup(): void {
    const setup = this.#setup;
    const isAccount = setup === 'account';
    this.#form.find('#lametric-device-from-account').toggle(isAccount);
    this.#form.find('#lametric-device-key-tip').toggle(setup === 'key');
    // An account knows address and key by itself: overriding them is for the advanced.
    const byHand = this.#form.find('#lametric-device-by-hand');
    const pairing = this.#form.find('#lametric-device-pairing');
    const advanced = this.#form.find('#lametric-device-advanced');
    if (isAccount) {
      pairing.insertBefore(advanced);
      byHand.appendTo(advanced);
    } else {
      byHand.insertBefore(advanced);
      pairing.insertBefore(this.#form.find('#lametric-device-key'));
    }
    const fromAccount = text('placeholder.account');
    this.#field('address').attr('placeholder', isAccount ? fromAccount : text('placeholder.address'));
    this.#field('apiKey').attr('placeholder', isAccount ? fromAccount : null);
    this.#showAddresses();
    this.#ask();
  }

  #takeDevices(devices: readonly AccountDevice[]): void {
    this.#devices = devices;
    const [only] = devices;
    if (devices.length === 1 && only !== undefined && this.#fields.device === '') this.#choose(only);
    this.#showAddresses();
    this.#showOthers();
  }

  #choose({ id }: AccountDevice): void {
    this.#field('device').typedInput('value', id);
  }

  #showAddresses(): void {
    showAddresses(this.#form.find('#lametric-device-found'), this.#setup === 'account' ? [] : this.#devices);
  }

  /** The clocks of the account that no node stands for, this one's apart. */
  get #others(): AccountDevice[] {
    const { account, device } = this.#fields;
    return findMissingClocks(this.#devices, findTaken(account, this.#id).add(device));
  }

  #showOthers(): void {
    const count = this.#devices.length;
    const row = this.#form.find('#lametric-device-all').toggle(count > 1 && this.#others.length > 0);
    row.find('button').text(text('button.add-all', { count }));
  }

  /** Adds a node for each clock that has none. This form's own is one of them, if it has none yet. */
  #addAll(): void {
    const [first] = this.#others;
    if (this.#fields.device === '' && first !== undefined) this.#choose(first);
    const others = this.#others;
    addClocks(others, this.#fields.account);
    const names = enumerate(others.map(({ name }) => name));
    showLines(this.#form.find('#lametric-device-added'), 'good', [text('added', { names })]);
    this.#showOthers();
  }

  /** Asks the clock for its state, once the user stops typing, and shows it. */
  #ask(): void {
    this.#showOthers();
    this.#field('name').attr('placeholder', this.#clockName || text('placeholder.name'));
    this.#pairing.toggle(this.#setup === 'button');
    const fields = fieldsFor(this.#setup, this.#fields);
    const missing = findMissing(this.#setup, fields);
    if (!this.#mayWrite) {
      this.#asking.start((counts) => void this.#load(request(this.#path), counts));
    } else if (missing === undefined) {
      this.#show('busy', text('state.asking'));
      this.#asking.start(
        (counts) => void this.#load(request(`${this.#path}/test`, { ...fields, z: chosenPlace() }), counts),
      );
    } else {
      this.#asking.cancel();
      this.#clock = undefined;
      this.#show(undefined, text(`missing.${missing}`));
    }
  }

  async #load(answer: Promise<unknown>, counts: () => boolean): Promise<void> {
    try {
      const clock = readClockInfo(await answer);
      if (!counts()) return;
      this.#clock = clock;
      const { kind, lines } = wordsOf(clock, text);
      this.#show(kind, ...lines);
    } catch (error) {
      const problem = failureText(failureOf(error), commonText);
      if (!counts()) return;
      this.#clock = undefined;
      this.#show('warning', problem);
    }
    this.#field('name').attr('placeholder', this.#clockName || text('placeholder.name'));
    // A clock since 2022 may have a key that the account does not know.
    this.#pairing.toggle(this.#setup === 'button' || this.#clock?.state === 'refused');
  }

  #show(kind: Parameters<typeof showLines>[1], ...lines: string[]): void {
    if (!this.#mayWrite) lines.push(commonText('failure.permission'));
    this.#onClock(this.#clock);
    showClock(this.#form.find('.lametric-clock-info'), this.#clock, { kind, lines }, text);
  }

  /** Where the clock can be asked for its key. */
  #findAddress(): string {
    const { address, device } = this.#fields;
    if (address !== '' || this.#setup !== 'account') return address;
    return this.#devices.find(({ id }) => id === device)?.address || (this.#clock?.address ?? '');
  }

  #trust(): void {
    const fingerprint = this.#clock?.fingerprint;
    if (fingerprint == null) return;
    askForTrust(text, () => {
      request(`${this.#path}/trust`, { fingerprint }).then(
        () => this.#ask(),
        (error: unknown) => this.#show('warning', failureText(failureOf(error), commonText)),
      );
    });
  }
}
