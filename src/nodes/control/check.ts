import type { NodeAPI } from 'node-red';
import {
  SETTINGS,
  type SettingName,
  type Settings,
  isSettingName,
  isSettings,
} from '../../lametric/clock/settings';
import { shortName } from '../../lametric/errors';
import { isString, shorten } from '../../lametric/guards';
import { parseNumber } from '../../lametric/numbers';
import { invalidInput } from '../../runtime/invalid-input';

/** A setting as it came. */
export interface Given {
  setting: string;
  value: unknown;
  /** Where the value comes from, in a message to the user. */
  source: string;
}

/**
 * The settings, if all of them can be used. Of several values for one setting, the last one counts.
 * @throws {LaMetricError} `INVALID_INPUT` that says of each of the others why not
 */
export function checkSettings(RED: NodeAPI, given: readonly Given[]): Settings {
  const settings = Object.fromEntries(given.map(({ setting, value }) => [setting, read(setting, value)]));
  if (isSettings(settings)) return settings;
  const wrong = given.filter(({ setting, value }) => !isSettings({ [setting]: read(setting, value) }));
  throw invalidInput(RED, wrong, (each) => problemOf(RED, each));
}

/** Numbers may come as text. */
function read(setting: string, value: unknown): unknown {
  const isText = isString(value) && isSettingName(setting) && SETTINGS[setting].kind === 'percent';
  return isText ? parseNumber(value) : value;
}

function problemOf(RED: NodeAPI, { setting, value, source }: Given): string {
  if (!isSettingName(setting)) {
    const known = Object.keys(SETTINGS).join(', ');
    return RED._('control.error.unknown', { setting: shortName(setting), known });
  }
  const must = mustOf(RED, setting);
  if (value == null) return RED._('control.error.missing', { setting, source, must });
  return RED._('control.error.value', { setting, source, value: shorten(value), must });
}

function mustOf(RED: NodeAPI, name: SettingName): string {
  const setting = SETTINGS[name];
  const choices = setting.kind === 'choice' ? setting.choices.join(', ') : '';
  return RED._(`control.must.${setting.kind}`, { choices });
}
