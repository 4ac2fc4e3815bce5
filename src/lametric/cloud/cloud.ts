/**
 * The resources of an account in the LaMetric cloud, each as a request.
 * Source: lametric-documentation.readthedocs.io, "Device management".
 */
import { parseDeviceId } from './device-id';
import { LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import { send } from '../http/exchange';
import type { HttpResponse } from '../http/message';
import type { ApiRequest } from '../connection/request';
import { Semaphore } from '../connection/semaphore';
import type { CloudDevice, RenamedDevice, Scope, User } from './types';

/** As many as an agent has sockets for one host, so that no request waits in the agent's queue. */
const REQUESTS_AT_ONCE = 32;

/** A request that the cloud answers only with an access token of this scope. */
interface CloudRequest<T> extends ApiRequest<T> {
  readonly scope: Scope;
}

/** The user to whom the token belongs. */
export const getUser: CloudRequest<User> = {
  method: 'GET',
  path: '/api/v2/users/me',
  scope: 'basic',
  parse: (answer) => readUser(answer) ?? notDocumented('user'),
};

/** All devices of the account. */
export const getDevices: CloudRequest<CloudDevice[]> = {
  method: 'GET',
  path: '/api/v2/users/me/devices',
  scope: 'devices_read',
  parse: (answer) => readList(answer, readDevice, 'list of devices'),
};

/** One device, without `state` and `product_code`. */
export const getDevice = (id: number): CloudRequest<CloudDevice> => ({
  method: 'GET',
  path: `/api/v2/users/me/devices/${id}`,
  scope: 'devices_read',
  parse: (answer) => readDevice(answer) ?? notDocumented('device'),
});

/** Gives a device a new name. With any 2xx answer the rename has happened, even if its body is odd. */
export const renameDevice = (id: number, name: string): CloudRequest<RenamedDevice> => ({
  method: 'PUT',
  path: `/api/v2/users/me/devices/${id}`,
  scope: 'devices_write',
  body: { name },
  parse: (answer) => {
    const renamed = readDevice(isObject(answer) ? answer.success : undefined);
    return { id: renamed?.id ?? id, name: renamed?.name || name };
  },
});

/** The part of a `Transport` that says how requests wait: 32 are under way at a time, and writes to one path keep their order. */
export function cloudQueues() {
  const semaphore = new Semaphore(REQUESTS_AT_ONCE);
  return {
    orderOf: ({ path }: ApiRequest<unknown>) => path,
    semaphoreOf: () => semaphore,
    maxWaiting: Infinity,
  };
}

/**
 * Sends a request to the cloud once. The token goes along only if the request needs a scope.
 * @param cloudUrl base address, without a slash at its end
 * @throws {LaMetricError} for anything but a 2xx answer
 */
export function sendToCloud(
  cloudUrl: string,
  { method, path, scope, body }: ApiRequest<unknown>,
  accessToken: string,
  signal: AbortSignal,
  onSent?: () => void,
): Promise<HttpResponse> {
  return send({
    method,
    url: cloudUrl + path,
    headers: {
      'Content-Type': 'application/json',
      ...(scope !== undefined && { Authorization: `Bearer ${accessToken}` }),
    },
    data: body && JSON.stringify(body),
    signal,
    exchange: { secrets: [accessToken], scope, onSent },
  });
}

/** Refuses an answer that LaMetric does not document. @throws {LaMetricError} `BAD_RESPONSE` */
export function notDocumented(what: string): never {
  throw new LaMetricError('BAD_RESPONSE', `the answer is not a ${what} as LaMetric documents it`);
}

/** The kinds of list that a warning was given for: one each is enough. */
const warned = new Set<string>();

/**
 * The usable items of a list: one odd item does not hide the others.
 * @param read returns `undefined` for an item that cannot be used
 */
export function readList<T>(answer: unknown, read: (item: unknown) => T | undefined, what: string): T[] {
  if (!Array.isArray(answer)) return notDocumented(what);
  const items = answer.map(read).filter((item) => item !== undefined);
  const dropped = answer.length - items.length;
  if (dropped > 0 && !warned.has(what)) {
    warned.add(what);
    process.emitWarning(`left out of the ${what}: ${dropped} without a usable id`, 'LaMetricWarning');
  }
  return items;
}

/** A text; a number or a boolean is written as one, and anything else is `null`. */
export function readText(value: unknown): string | null {
  if (isString(value)) return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** An object with an id, which may have come as text. */
function readItem(value: unknown): (Record<string, unknown> & { id: number }) | undefined {
  const id = isObject(value) ? parseDeviceId(value.id) : undefined;
  return isObject(value) && id !== undefined ? { ...value, id } : undefined;
}

function readUser(value: unknown): User | undefined {
  const item = readItem(value);
  return item && { ...item, name: readText(item.name) ?? '', email: readText(item.email) ?? '' };
}

const DEVICE_TEXTS = [
  'state',
  'product_code',
  'serial_number',
  'api_key',
  'ipv4_internal',
  'mac',
  'wifi_ssid',
  'created_at',
  'updated_at',
] as const;

function readDevice(value: unknown): CloudDevice | undefined {
  const item = readItem(value);
  if (item === undefined) return undefined;
  const device: CloudDevice = { ...item, name: readText(item.name) ?? '' };
  for (const field of DEVICE_TEXTS) {
    if (field in device) device[field] = readText(device[field]);
  }
  return device;
}
