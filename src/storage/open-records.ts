import { REDIS_SETTING, Redis } from './redis';
import { RedisRecords } from './redis-records';
import type { Records } from './records';
import { type Settings, SettingsMap } from './settings-map';

/** The part of a Node-RED that keeps records. */
interface Host {
  readonly settings: Settings;
  readonly httpAdmin: object;
  readonly log: Record<'info' | 'warn' | 'error', (message: string) => void>;
  _(key: string, values?: Record<string, string>): string;
}

/** By the admin app of a Node-RED: a package that is removed and installed again must find its connection again. */
const connections = new WeakMap<object, Redis>();

/**
 * The Redis that settings.js names, if any. All nodes of a Node-RED share one connection, and it logs for all of them. A
 * wrong address is a Redis that is always away: nothing falls back to the settings, where two would rotate one token.
 */
export function redisOf(host: Host): Redis | undefined {
  const { settings, httpAdmin, log } = host;
  const address: unknown = Reflect.get(settings, REDIS_SETTING);
  if (address === undefined || address === null || address === '') return undefined;
  const known = connections.get(httpAdmin);
  if (known !== undefined) return known;
  const redis = new Redis(address);
  connections.set(httpAdmin, redis);
  redis.onAway((problem) => {
    if (problem === undefined) log.info(host._('common.redis.back'));
    else if (problem.reason === 'redis') log.warn(host._('common.redis.away', { problem: problem.message }));
    else log.error(host._(`common.error.${problem.reason}`));
  });
  return redis;
}

/**
 * Opens the records of one kind of config node: in Redis where settings.js names one, else in Node-RED's own settings.
 * @param setting the name in Node-RED's settings
 * @param hash the name in Redis
 * @param onSavedChange called with the reason when records cannot be saved, and with `undefined` once they all are
 * @param onChange called with the names of the records that another Node-RED has changed
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
