import { type SettingName, isSettingName } from '../../../lametric/clock/settings';
import { isObject, isString } from '../../../lametric/guards';
import { AdminError, request } from '../../../editor/admin-api';

/**
 * Asks a clock which settings it has.
 * @param id of the clock's node
 * @returns undefined if the clock does not say
 */
export async function readAvailable(id: string): Promise<SettingName[] | undefined> {
  if (id === '' || id === '_ADD_' || id.startsWith('${')) return undefined;
  try {
    const info = await request(`lametric-device/${encodeURIComponent(id)}`);
    const names: unknown = isObject(info) ? info.settings : undefined;
    return Array.isArray(names) ? names.filter(isString).filter(isSettingName) : undefined;
  } catch (error) {
    // The list then only offers more than there is, so the user need not know.
    if (error instanceof AdminError) return undefined;
    throw error;
  }
}
