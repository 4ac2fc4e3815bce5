import { SETTINGS, type SettingName, isSettingName } from '../../lametric/clock/settings';
import { WHICH_CLOCKS } from '../../lametric/which-clocks';

/** A setting in the node's list, and the TypedInput with its value. */
export interface ListedSetting {
  setting: string;
  value: string;
  /** How to read `value`: a type of TypedInput. */
  valueType: string;
}

/** Empty: the message says them all. */
const NO_SETTINGS: ListedSetting[] = [];

/** The properties of a `lametric control` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  ...WHICH_CLOCKS,
  settings: NO_SETTINGS,
};
export type ControlProperties = typeof DEFAULTS;

/** Of a setting that was just added to the list: by its kind. */
const VALUES = {
  percent: { valueType: 'num', value: '50' },
  switch: { valueType: 'bool', value: 'true' },
  choice: { valueType: 'str', value: 'auto' },
  text: { valueType: 'str', value: '' },
  screensaver: { valueType: 'json', value: '{"from":"22:00","to":"07:00"}' },
} as const;

/** A setting that was just added to the list. */
export function newSetting(name: SettingName): ListedSetting & { setting: SettingName } {
  return { setting: name, ...VALUES[SETTINGS[name].kind] };
}

/** A saved setting with the defaults of what it lacks. */
export function completeSetting(saved: Partial<ListedSetting>): ListedSetting {
  const { setting = '', valueType } = saved;
  const added = isSettingName(setting) ? newSetting(setting) : { setting, ...VALUES.text };
  const isFixed = valueType === undefined || valueType === added.valueType;
  return { ...added, ...(!isFixed && { value: firstPath(valueType) }), ...saved };
}

/** The value to begin with where the setting comes from elsewhere. */
export function firstPath(valueType: string): string {
  return valueType === 'msg' ? 'payload' : '';
}
