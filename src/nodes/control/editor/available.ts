import { type SettingName, isSettingName } from '../../../lametric/clock/settings';
import { isObject, isString } from '../../../lametric/guards';
import { tryRequest } from '../../../editor/admin-api';
import { clockPath } from '../../../editor/clock-facts';

/**
 * Asks a clock which settings it has.
 * @param id of the clock's node
 * @returns undefined if the clock does not say
 */
export async function readAvailable(id: string): Promise<SettingName[] | undefined> {
  if (id === '' || id.startsWith('${')) return undefined;
  // Without an answer, the list only offers more than there is, so the user need not know.
  const info = await tryRequest(clockPath(id));
  const names: unknown = isObject(info) ? info.settings : undefined;
  return Array.isArray(names) ? names.filter(isString).filter(isSettingName) : undefined;
}
