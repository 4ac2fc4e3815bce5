import { isInteger, isObject, isString } from '../../lametric/guards';
import { parseDeviceId } from '../../lametric/cloud/device-id';
import { AdminError, failureText, request } from '../admin-api';
import { commonText } from '../text';
import { type Item, type List, type Source, filterItems } from './source';

/** The states of a device that have a text; LaMetric may add others. */
const STATES = new Set(['new', 'configured', 'banned']);

/** A device of an account, as far as the forms need it. */
export interface AccountDevice {
  id: string;
  name: string;
  /** Empty where LaMetric tells none. */
  state: string;
  /** In its own network, with a port where LaMetric tells one; may be empty. */
  address: string;
}

/** What a form does with an account's devices. */
interface Use {
  /** Whether a text chooses a device. */
  takes: (value: string) => boolean;
  placeholder: string;
  /** Called with the account's devices, whenever they may be others. */
  onLoad: (devices: readonly AccountDevice[]) => void;
}

/** Offers the devices of an account. Another one can be typed in, and a saved one stays if LaMetric does not answer. */
export class DeviceSource implements Source {
  readonly label = commonText('picker.device.label');
  readonly icon = 'fa fa-clock-o';
  readonly placeholder: string;
  onChange: () => void = () => undefined;
  readonly #accountField: JQuery;
  readonly #use: Use;
  /** The account whose devices the list has. */
  #account = '';
  #list: List = { items: [], note: '', loading: false };
  /** How many times a list was asked for: only the last answer counts. */
  #loads = 0;

  /** @param accountField the field of the form that selects the account */
  constructor(accountField: JQuery, use: Use) {
    this.#accountField = accountField;
    this.#use = use;
    this.placeholder = use.placeholder;
    // Node-RED also triggers this when the dialog opens, and when the account's dialog closes.
    accountField.on('change', () => void this.load());
  }

  find(typed: string): List {
    const { items, note, loading } = this.#list;
    const found = filterItems(items, typed);
    const matches = found.length;
    const value = findUnlisted(items, typed);
    if (value !== undefined && parseDeviceId(value) !== undefined) {
      found.push({ value, label: commonText('picker.device.use-id', { id: value }), details: '' });
    } else if (value !== undefined && matches === 0 && this.#use.takes(value)) {
      found.push({ value, label: commonText('picker.device.use-name', { name: value }), details: '' });
    }
    const noMatch = matches === 0 && items.length > 0 ? commonText('picker.device.no-match') : '';
    return { items: found, note: note || noMatch, loading };
  }

  valueLabel(value: string): string {
    if (value === '') return commonText('picker.device.choose');
    const { items, loading } = this.#list;
    const device = items.find((item) => item.value === value || item.label === value);
    if (device !== undefined) return device.label;
    return items.length > 0 && !loading ? commonText('picker.device.unknown', { id: value }) : value;
  }

  isValid(value: string): boolean {
    return this.#use.takes(value);
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const account = String(this.#accountField.val() ?? '');
    const items = account === this.#account ? this.#list.items : [];
    this.#account = account;
    this.#change({ items, note: '', loading: true });
    const { devices, note } = await loadDevices(account);
    if (load !== this.#loads) return;
    this.#change({ items: devices.map((device) => toItem(device, stateText)), note, loading: false });
    this.#use.onLoad(devices);
  }

  #change(list: List): void {
    this.#list = list;
    this.onChange();
  }
}

/** @returns a note where there are none, that says why */
async function loadDevices(account: string): Promise<{ devices: AccountDevice[]; note: string }> {
  const none = (note: string) => ({ devices: [], note });
  if (account === '' || account === '_ADD_') return none(commonText('picker.device.no-account'));
  if (account.startsWith('${')) return none(commonText('picker.device.variable-account'));
  try {
    const devices = readDevices(await request(`lametric-account/${encodeURIComponent(account)}/devices`));
    return devices.length > 0 ? { devices, note: '' } : none(commonText('picker.device.empty'));
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    const { code } = error.failure;
    const disconnected = code === 'NOT_CONFIGURED' || code === 'NOT_AUTHORIZED';
    return none(
      disconnected
        ? commonText('picker.device.not-connected')
        : failureText(error.failure, commonText, 'devices_read'),
    );
  }
}

function stateText(state: string): string {
  return STATES.has(state) ? commonText(`picker.device.state.${state}`) : state;
}

/** @param answer of the devices endpoint, unchecked: an entry that is no device is left out */
export function readDevices(answer: unknown): AccountDevice[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((device: unknown) => {
    if (!isObject(device) || !isInteger(device.id) || !isString(device.name)) return [];
    const { id, name, state, ipv4_internal: address } = device;
    return [
      {
        id: String(id),
        name,
        state: isString(state) ? state : '',
        address: isString(address) ? address : '',
      },
    ];
  });
}

/** @param stateName the name of a device's state as the user reads it */
export function toItem({ id, name, state }: AccountDevice, stateName: (state: string) => string): Item {
  return { value: id, label: name, details: [state && stateName(state), id].filter(Boolean).join(' · ') };
}

/** The value for a typed text that chooses a device, unless an item has that value or label. */
export function findUnlisted(items: readonly Item[], typed: string): string | undefined {
  const text = typed.trim();
  if (deviceProblem(text, 'str') !== undefined) return undefined;
  const value = String(parseDeviceId(text) ?? text);
  return items.some((item) => item.value === value || item.label === value) ? undefined : value;
}

/** For a form in which the name of a device does as well as its id. */
export function namesToo(): Use {
  return {
    takes: (value) => deviceProblem(value, 'str') === undefined,
    placeholder: commonText('picker.device.search'),
    onLoad: () => undefined,
  };
}

/** Why the value of a TypedInput chooses no device, as a key of `common.invalid`; `undefined` if it does. */
export function deviceProblem(value: string, type: string): 'no-device' | 'device-id' | undefined {
  if (type === 'all') return undefined;
  if (value.trim() === '') return 'no-device';
  // Any other text may be a name.
  return type === 'str' && /^\s*\d+\s*$/.test(value) && parseDeviceId(value) === undefined
    ? 'device-id'
    : undefined;
}
