import { REDIS_SETTING, Redis, readRedisUrl } from './redis';
import { RedisRecords } from './redis-records';
import type { Records } from './records';
import { type Settings, SettingsMap } from './settings-map';

/** The part of a Node-RED that keeps records. */
interface Host {
  readonly settings: Settings;
  readonly httpAdmin: object;
}

/** By the admin app of a Node-RED: a package that is removed and installed again must find its connection again. */
const connections = new WeakMap<object, Redis>();

/**
 * The Redis that settings.js names, if any. All nodes of a Node-RED share one connection.
 * @throws {Error} for an address that cannot be used
 */
export function redisOf({ settings, httpAdmin }: Host): Redis | undefined {
  const url = readRedisUrl(Reflect.get(settings, REDIS_SETTING));
  if (url === undefined) return undefined;
  const redis = connections.get(httpAdmin) ?? new Redis(url);
  connections.set(httpAdmin, redis);
  return redis;
}

/**
 * Opens the records of one kind of config node: in Redis where settings.js names one, else in Node-RED's own settings.
 * @param setting the name in Node-RED's settings
 * @param hash the name in Redis
 * @param onSavedChange called with the reason when records cannot be saved, and with `undefined` once they all are
 * @param onChange called with the names of the records that another Node-RED has changed
 * @throws {Error} for an address of Redis that cannot be used
 */
export function openRecords(
  host: Host,
  { setting, hash }: { setting: string; hash: string },
  onSavedChange: (problem: string | undefined) => void,
  onChange: (names: string[]) => void,
): Records {
  const redis = redisOf(host);
  if (redis === undefined) return new SettingsMap(host.settings, setting, onSavedChange);
  // Redis counts, so a copy that cannot be saved is not worth a word.
  const copy = new SettingsMap(host.settings, setting, () => undefined);
  return new RedisRecords(redis, hash, copy, onChange, onSavedChange);
}
