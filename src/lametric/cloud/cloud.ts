/**
 * The resources of the LaMetric cloud, each as a request.
 * Source: lametric-documentation.readthedocs.io, "Device management" and "Icons".
 */
import { LaMetricError } from '../errors';
import { isInteger, isObject, isString } from '../guards';
import { type HttpResponse, send } from '../http';
import type { ApiRequest } from '../request';
import type { CloudDevice, Icon, IconPage, RenamedDevice, Scope, User } from './types';

/** A request that the cloud answers only with an access token of this scope. */
interface CloudRequest<T> extends ApiRequest<T> {
  readonly scope: Scope;
}

/** Which icons to list. `page` counts from 0. */
export interface IconQuery {
  page: number;
  pageSize: number;
  order: 'popular' | 'newest' | 'title';
}

/** The user whom the token belongs to. */
export const getUser: CloudRequest<User> = {
  method: 'GET',
  path: '/api/v2/users/me',
  scope: 'basic',
  parse: (answer) => checked(answer, isUser, 'user'),
};

/** All devices of the account. */
export const getDevices: CloudRequest<CloudDevice[]> = {
  method: 'GET',
  path: '/api/v2/users/me/devices',
  scope: 'devices_read',
  parse: (answer) => checked(answer, isDeviceList, 'list of devices'),
};

/** One device. */
export const getDevice = (id: number): CloudRequest<CloudDevice> => ({
  method: 'GET',
  path: `/api/v2/users/me/devices/${id}`,
  scope: 'devices_read',
  parse: (answer) => checked(answer, isDevice, 'device'),
});

/** Gives a device a new name. */
export const renameDevice = (id: number, name: string): CloudRequest<RenamedDevice> => ({
  method: 'PUT',
  path: `/api/v2/users/me/devices/${id}`,
  scope: 'devices_write',
  body: { name },
  parse: (answer) => {
    const renamed = checked(isObject(answer) ? answer.success : undefined, isDevice, 'renamed device');
    return { id: renamed.id, name: renamed.name };
  },
});

/** One page of the icons that anybody may use; it needs no token. */
export const getIcons = ({ page, pageSize, order }: IconQuery): ApiRequest<IconPage> => ({
  method: 'GET',
  path: `/api/v2/icons?page=${page}&page_size=${pageSize}&order=${order}`,
  parse: parseIconPage,
});

/**
 * Sends a request to the cloud once; the token goes along only if the request needs a scope.
 * @param cloudUrl base address, without a slash at its end
 * @throws {LaMetricError} for whatever is not a 2xx answer
 */
export function sendToCloud(
  cloudUrl: string,
  { method, path, scope, body }: ApiRequest<unknown>,
  accessToken: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return send({
    method,
    url: cloudUrl + path,
    headers: {
      'Content-Type': 'application/json',
      ...(scope !== undefined && { Authorization: `Bearer ${accessToken}` }),
    },
    body: body && JSON.stringify(body),
    secrets: [accessToken],
    scope,
    signal,
  });
}

function checked<T>(value: unknown, guard: (value: unknown) => value is T, what: string): T {
  if (guard(value)) return value;
  throw notDocumented(what);
}

function notDocumented(what: string): LaMetricError {
  return new LaMetricError('BAD_RESPONSE', `the answer is not a ${what} as LaMetric documents it`);
}

function isUser(value: unknown): value is User {
  return isObject(value) && isInteger(value.id) && isString(value.name) && isString(value.email);
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

function isDevice(value: unknown): value is CloudDevice {
  return (
    isObject(value) &&
    isInteger(value.id) &&
    isString(value.name) &&
    DEVICE_TEXTS.every((field) => value[field] == null || isString(value[field]))
  );
}

function isDeviceList(value: unknown): value is CloudDevice[] {
  return Array.isArray(value) && value.every(isDevice);
}

function isIcon(value: unknown): value is Icon {
  return (
    isObject(value) &&
    isInteger(value.id) &&
    isObject(value.thumb) &&
    (value.category === null || isString(value.category)) &&
    [value.title, value.code, value.type, value.url].every(isString)
  );
}

function parseIconPage(answer: unknown): IconPage {
  if (isObject(answer) && isObject(answer.meta) && Array.isArray(answer.data)) {
    const {
      page,
      page_size: pageSize,
      page_count: pageCount,
      total_icon_count: totalIconCount,
    } = answer.meta;
    const counts = { page, pageSize, pageCount, totalIconCount };
    const icons: unknown[] = answer.data;
    if (areIntegers(counts) && icons.every(isIcon)) return { icons, ...counts };
  }
  throw notDocumented('page of icons');
}

function areIntegers<Key extends string>(values: Record<Key, unknown>): values is Record<Key, number> {
  return Object.values(values).every(isInteger);
}
