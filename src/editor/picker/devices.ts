import { isInteger, isObject, isString } from '../../lametric/guards';
import { parseDeviceId } from '../../lametric/device-id';
import { AdminError, failureText, request } from '../admin-api';
import { commonText } from '../text';
import { type Item, type List, type Source, filterItems } from './source';

/** The states of a device that have a text; LaMetric may add others. */
const STATES = new Set(['new', 'configured', 'banned']);

/** Offers the devices of an account. Another id or name can be typed in, and a saved one stays if LaMetric does not answer. */
export class DeviceSource implements Source {
  readonly label = commonText('picker.device.label');
  readonly icon = 'fa fa-clock-o';
  readonly placeholder = commonText('picker.device.search');
  onChange: () => void = () => undefined;
  readonly #accountField: JQuery;
  /** The account whose devices the list has. */
  #account = '';
  #list: List = { items: [], note: '', loading: false };
  /** How many times a list was asked for: only the last answer counts. */
  #loads = 0;

  /** @param accountField the field of the form that selects the account */
  constructor(accountField: JQuery) {
    this.#accountField = accountField;
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
    } else if (value !== undefined && matches === 0) {
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
    return deviceProblem(value, 'str') === undefined;
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const account = String(this.#accountField.val() ?? '');
    const items = account === this.#account ? this.#list.items : [];
    this.#account = account;
    this.#change({ items, note: '', loading: true });
    const list = await loadDevices(account);
    if (load === this.#loads) this.#change(list);
  }

  #change(list: List): void {
    this.#list = list;
    this.onChange();
  }
}

async function loadDevices(account: string): Promise<List> {
  const none = (note: string): List => ({ items: [], note, loading: false });
  if (account === '' || account === '_ADD_') return none(commonText('picker.device.no-account'));
  if (account.startsWith('${')) return none(commonText('picker.device.variable-account'));
  try {
    const answer = await request(`lametric-account/${encodeURIComponent(account)}/devices`);
    const items = readDevices(answer, stateText);
    return items.length > 0 ? { items, note: '', loading: false } : none(commonText('picker.device.empty'));
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

/**
 * The items for an answer of the devices endpoint.
 * @param answer unchecked: entries that are no devices are left out
 * @param stateName translates a device's state
 */
export function readDevices(answer: unknown, stateName: (state: string) => string): Item[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((device: unknown) => {
    if (!isObject(device) || !isInteger(device.id) || !isString(device.name)) return [];
    const state = isString(device.state) ? device.state : '';
    const details = [state && stateName(state), String(device.id)].filter(Boolean).join(' · ');
    return [{ value: String(device.id), label: device.name, details }];
  });
}

/** The value for a typed text that chooses a device, unless an item has that value or label. */
export function findUnlisted(items: readonly Item[], typed: string): string | undefined {
  const text = typed.trim();
  if (deviceProblem(text, 'str') !== undefined) return undefined;
  const value = String(parseDeviceId(text) ?? text);
  return items.some((item) => item.value === value || item.label === value) ? undefined : value;
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
