/** The values of settings as the form edits them: text, as in every TypedInput. */
import { SETTINGS, type SettingName, isSettingName } from '../../../lametric/clock/settings';
import type { ListedSetting } from '../properties';

/** The type of TypedInput that holds a value of each kind, and the value to begin with. */
const FIXED = {
  percent: { valueType: 'num', value: '50' },
  switch: { valueType: 'bool', value: 'true' },
  choice: { valueType: 'str', value: 'auto' },
  text: { valueType: 'str', value: '' },
  screensaver: { valueType: 'json', value: '{"from":"22:00","to":"07:00"}' },
} as const;

/** A setting that was just added to the list. */
export function newSetting(name: SettingName): ListedSetting & { setting: SettingName } {
  return { setting: name, ...FIXED[SETTINGS[name].kind] };
}

/** Whether the value stands in the form itself, and does not come from a message or the like. */
export function isFixed(name: SettingName, valueType: string): boolean {
  return FIXED[SETTINGS[name].kind].valueType === valueType;
}

/** The value that a text stands for; undefined if it cannot be read. */
export function readFixed(name: SettingName, value: string): unknown {
  if (FIXED[SETTINGS[name].kind].valueType === 'str') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The text of a value; that of a new setting, if the setting does not accept it. */
export function acceptable(name: SettingName, value: string): string {
  return SETTINGS[name].accepts(readFixed(name, value)) ? value : newSetting(name).value;
}

/** The settings in the list whose values cannot be used. */
export function findInvalid(settings: readonly ListedSetting[]): string[] {
  return settings.filter((setting) => !isValid(setting)).map(({ setting }) => setting);
}

function isValid({ setting, value, valueType }: ListedSetting): boolean {
  if (!isSettingName(setting)) return false;
  if (isFixed(setting, valueType)) return SETTINGS[setting].accepts(readFixed(setting, value));
  return RED.utils.validateTypedProperty(value, valueType) === true;
}
