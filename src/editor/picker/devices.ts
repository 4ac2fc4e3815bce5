import { isInteger, isObject, isString } from '../../lametric/guards';
import { parseDeviceId } from '../../lametric/cloud/device-id';
import { failureText } from '../admin-api';
import { commonText } from '../text';
import { loadedSource } from './loaded-source';
import type { Item, Source } from './source';

/** The states of a device that have a text; LaMetric may add others. */
const STATES = new Set(['new', 'configured', 'banned']);

/** How a form uses an account's devices. */
interface Use {
  /** Whether a text chooses a device. */
  takes: (value: string) => boolean;
  placeholder: string;
  /** Called with the account's devices, whenever they may be others. */
  onLoad: (devices: readonly AccountDevice[]) => void;
}

/** Offers the devices of an account. @param accountField the field of the form that selects the account */
export function deviceSource(accountField: JQuery, { takes, placeholder, onLoad }: Use): Source {
  return loadedSource<readonly AccountDevice[]>(accountField, {
    translate: (key) => commonText(`picker.device.${key}`),
    icon: 'fa fa-clock-o',
    placeholder,
    pathOf: (account) => `lametric-account/${account}/devices`,
    read(answer) {
      const found = readDevices(answer);
      const note = found.length > 0 ? '' : commonText('picker.device.empty');
      return { found, items: found.map((device) => toItem(device, stateText)), note };
    },
    explain(failure) {
      const isDisconnected = failure.code === 'NOT_CONFIGURED' || failure.code === 'NOT_AUTHORIZED';
      return isDisconnected
        ? commonText('picker.device.not-connected')
        : failureText(failure, commonText, 'devices_read');
    },
    findUnlisted({ items }, typed, matches) {
      const value = findUnlisted(items, typed);
      if (value === undefined) return undefined;
      if (parseDeviceId(value) !== undefined) {
        return { value, label: commonText('picker.device.use-id', { id: value }), details: '' };
      }
      if (matches > 0 || !takes(value)) return undefined;
      return { value, label: commonText('picker.device.use-name', { name: value }), details: '' };
    },
    valueLabel({ items, loading }, value) {
      if (value === '') return commonText('picker.device.choose');
      const device = items.find((item) => item.value === value || item.label === value);
      if (device !== undefined) return device.label;
      return items.length > 0 && !loading ? commonText('picker.device.unknown', { id: value }) : value;
    },
    isValid: takes,
    onLoad,
  });
}

function stateText(state: string): string {
  return STATES.has(state) ? commonText(`picker.device.state.${state}`) : state;
}

/**
 * The devices of an account, as far as the forms need them.
 * @param answer of the devices endpoint, unchecked: an entry that is no device is left out
 */
export function readDevices(answer: unknown) {
  const devices: unknown[] = Array.isArray(answer) ? answer : [];
  return devices.filter(isObject).flatMap(({ id, name, state, ipv4_internal: address }) =>
    isInteger(id) && isString(name)
      ? {
          id: String(id),
          name,
          /** Empty where LaMetric tells none. */
          state: isString(state) ? state : '',
          /** In its own network, with a port where LaMetric tells one; may be empty. */
          address: isString(address) ? address : '',
        }
      : [],
  );
}
export type AccountDevice = ReturnType<typeof readDevices>[number];

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
