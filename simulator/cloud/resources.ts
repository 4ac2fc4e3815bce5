/** The resources of a LaMetric account: its user and its devices. */
import { isObject } from '../../src/lametric/guards';
import type { CloudDevice, User } from '../../src/lametric/cloud/types';
import { cloudDevice, DEMO_CLOCKS } from '../clock/demo';
import { failure, json, parseJson, type Answer, type Request } from '../server/http';

const MAX_NAME_LENGTH = 100;

/** A user as LaMetric sends it. */
export interface AccountUser extends User {
  apps_count: number;
  private_device_count: number;
  private_apps_count: number;
}

export function demoUser(): AccountUser {
  return {
    id: 1,
    email: 'demo@example.com',
    name: 'Demo User',
    apps_count: 2,
    private_device_count: 3,
    private_apps_count: 1,
  };
}

export function demoDevices(): CloudDevice[] {
  return DEMO_CLOCKS.map(cloudDevice);
}

export function listDevices(devices: readonly CloudDevice[]): Answer {
  return json(200, devices);
}

/** LaMetric leaves `state` and `product_code` out when it is asked for one device. */
export function oneDevice(devices: readonly CloudDevice[], id: string): Answer {
  const device = find(devices, id);
  if (!device) return failure(404);
  const { state: _state, product_code: _productCode, ...single } = device;
  return json(200, single);
}

/** `renamed` is called with the device that has its new name by then. */
export function renameDevice(
  devices: readonly CloudDevice[],
  id: string,
  { body }: Request,
  renamed: (device: CloudDevice) => void,
): Answer {
  const device = find(devices, id);
  if (!device) return failure(404);
  const change = parseJson(body);
  if (!isObject(change)) return failure(400, 'The body is not a JSON object');
  const { name } = change;
  if (typeof name !== 'string' || name.trim() === '' || name.length > MAX_NAME_LENGTH) {
    return failure(422, `The name must be a text of 1 to ${MAX_NAME_LENGTH} characters`);
  }
  device.name = name;
  device.updated_at = new Date().toISOString().replace(/\.\d+Z$/, '+00:00');
  renamed(device);
  return json(200, { success: { id: device.id, name } });
}

function find(devices: readonly CloudDevice[], id: string): CloudDevice | undefined {
  return devices.find((device) => String(device.id) === id);
}
