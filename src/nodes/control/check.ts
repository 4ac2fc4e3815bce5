import type { NodeAPI } from 'node-red';
import {
  SETTINGS,
  type SettingName,
  type Settings,
  isSettingName,
  isSettings,
} from '../../lametric/clock/settings';
import { LaMetricError } from '../../lametric/errors';
import { isString } from '../../lametric/guards';
import { parseNumber } from '../../lametric/numbers';
import { shorten } from '../../runtime/typed-input';

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
  const problems = given.map((each) => problemOf(RED, each)).filter((problem) => problem !== undefined);
  throw new LaMetricError('INVALID_INPUT', problems.join(' '));
}

/** Numbers may come as text. */
function read(setting: string, value: unknown): unknown {
  const isText = isString(value) && isSettingName(setting) && SETTINGS[setting].kind === 'percent';
  return isText ? (parseNumber(value) ?? value) : value;
}

function problemOf(RED: NodeAPI, { setting, value, source }: Given): string | undefined {
  if (!isSettingName(setting)) {
    return RED._('control.error.unknown', { setting, known: Object.keys(SETTINGS).join(', ') });
  }
  if (SETTINGS[setting].accepts(read(setting, value))) return undefined;
  const must = mustOf(RED, setting);
  if (value == null) return RED._('control.error.missing', { setting, source, must });
  return RED._('control.error.value', { setting, source, value: shorten(value), must });
}

function mustOf(RED: NodeAPI, name: SettingName): string {
  const setting = SETTINGS[name];
  const choices = setting.kind === 'choice' ? setting.choices.join(', ') : '';
  return RED._(`control.must.${setting.kind}`, { choices });
}
