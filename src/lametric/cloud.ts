import { LaMetricError } from './errors';
import { isInteger, isObject, isString } from './guards';
import { type HttpRequest, sendForJson } from './http';
import type { Device, Icon, IconPage, RenamedDevice, Scope, User } from './types';

/** Which icons to list. `page` counts from 0. */
export interface IconQuery {
  page?: number;
  pageSize?: number;
  order?: 'popular' | 'newest' | 'title';
}

/**
 * The resources of the LaMetric cloud. Each call is one request, none is retried, and each throws `LaMetricError`.
 * Source: lametric-documentation.readthedocs.io, "Device management" and "Icons".
 */
export class Cloud {
  /** @param url base address, without a slash at its end */
  constructor(readonly url: string) {}

  /** The user whom the token belongs to. Scope: `basic`. */
  async getUser(token: string, signal?: AbortSignal): Promise<User> {
    const answer = await this.#get('users/me', 'basic', token, signal);
    return checked(answer, isUser, 'user');
  }

  /** All devices of the account. Scope: `devices_read`. */
  async getDevices(token: string, signal?: AbortSignal): Promise<Device[]> {
    const answer = await this.#get('users/me/devices', 'devices_read', token, signal);
    return checked(answer, isDeviceList, 'list of devices');
  }

  /** One device. Scope: `devices_read`. */
  async getDevice(token: string, id: number, signal?: AbortSignal): Promise<Device> {
    const answer = await this.#get(`users/me/devices/${id}`, 'devices_read', token, signal);
    return checked(answer, isDevice, 'device');
  }

  /** Gives a device a new name. Scope: `devices_write`. */
  async renameDevice(token: string, id: number, name: string, signal?: AbortSignal): Promise<RenamedDevice> {
    const request = this.#request('PUT', `users/me/devices/${id}`, 'devices_write', token, signal);
    const answer = await sendForJson({
      ...request,
      headers: { ...request.headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    const { id: renamed, name: newName } = checked(
      isObject(answer) ? answer.success : undefined,
      isDevice,
      'renamed device',
    );
    return { id: renamed, name: newName };
  }

  /** One page of the icons that anybody may use; needs no token. */
  async getIcons(query: IconQuery = {}, signal?: AbortSignal): Promise<IconPage> {
    const parameters = new URLSearchParams();
    if (query.page !== undefined) parameters.set('page', String(query.page));
    if (query.pageSize !== undefined) parameters.set('page_size', String(query.pageSize));
    if (query.order !== undefined) parameters.set('order', query.order);
    const url = `${this.url}/api/v2/icons?${parameters.toString()}`;
    return checked(
      readIconPage(await sendForJson({ method: 'GET', url, signal })),
      isPresent,
      'page of icons',
    );
  }

  #get(path: string, scope: Scope, token: string, signal: AbortSignal | undefined): Promise<unknown> {
    return sendForJson(this.#request('GET', path, scope, token, signal));
  }

  #request(
    method: 'GET' | 'PUT',
    path: string,
    scope: Scope,
    token: string,
    signal: AbortSignal | undefined,
  ): HttpRequest {
    return {
      method,
      url: `${this.url}/api/v2/${path}`,
      headers: { Authorization: `Bearer ${token}` },
      secrets: [token],
      scope,
      signal,
    };
  }
}

function checked<T>(value: unknown, guard: (value: unknown) => value is T, what: string): T {
  if (guard(value)) return value;
  throw new LaMetricError('BAD_RESPONSE', `the answer is not a ${what} as LaMetric documents it`);
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

function isDevice(value: unknown): value is Device {
  return (
    isObject(value) &&
    isInteger(value.id) &&
    isString(value.name) &&
    DEVICE_TEXTS.every((field) => value[field] == null || isString(value[field]))
  );
}

function isDeviceList(value: unknown): value is Device[] {
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

const isPresent = (value: unknown): value is IconPage => value !== undefined;

function readIconPage(body: unknown): IconPage | undefined {
  if (!isObject(body) || !isObject(body.meta) || !Array.isArray(body.data)) return undefined;
  const { page, page_size: pageSize, page_count: pageCount, total_icon_count: totalIconCount } = body.meta;
  const icons: unknown[] = body.data;
  if (!isInteger(page) || !isInteger(pageSize) || !isInteger(pageCount) || !isInteger(totalIconCount)) {
    return undefined;
  }
  return icons.every(isIcon) ? { icons, page, pageSize, pageCount, totalIconCount } : undefined;
}
