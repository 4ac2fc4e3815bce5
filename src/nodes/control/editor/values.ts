/** The values of settings as the form edits them: text, as in every TypedInput. */
import { SETTINGS, type SettingName, isSettingName } from '../../../lametric/clock/settings';
import { type ListedSetting, completeSetting, newSetting } from '../properties';

/** Whether the value stands in the form itself, and does not come from a message or the like. */
export function isFixed(name: SettingName, valueType: string): boolean {
  return newSetting(name).valueType === valueType;
}

/** The value that a text stands for; undefined if it cannot be read. */
export function readFixed(name: SettingName, value: string): unknown {
  if (isFixed(name, 'str')) return value;
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
export function findInvalid(settings: readonly Partial<ListedSetting>[]): string[] {
  const invalid = settings.map(completeSetting).filter((setting) => !isValid(setting));
  return invalid.map(({ setting }) => setting);
}

function isValid({ setting, value, valueType }: ListedSetting): boolean {
  if (!isSettingName(setting)) return false;
  if (isFixed(setting, valueType)) return SETTINGS[setting].accepts(readFixed(setting, value));
  return RED.utils.validateTypedProperty(value, valueType) === true;
}
