/** What a LaMetric account holds: its user, devices and, for everybody, the icons. */
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

/** A page of icons. Without a `page_size` it is all of them. */
export function iconPage(query: URLSearchParams): Answer {
  const page = Number(query.get('page') ?? 0);
  const pageSize = Number(query.get('page_size') ?? ICONS.length);
  const order = ICON_ORDERS.get(query.get('order') ?? 'popular');
  if (!Number.isInteger(page) || page < 0 || !Number.isInteger(pageSize) || pageSize < 1 || !order) {
    return failure(400, 'The page, page_size or order is not valid');
  }
  const fields = query.get('fields')?.split(',');
  const data = ICONS.toSorted(order)
    .slice(page * pageSize, (page + 1) * pageSize)
    .map((icon) =>
      fields ? Object.fromEntries(Object.entries(icon).filter(([name]) => fields.includes(name))) : icon,
    );
  const meta = {
    total_icon_count: ICONS.length,
    page,
    page_size: pageSize,
    page_count: Math.ceil(ICONS.length / pageSize),
  };
  return json(200, { meta, data });
}

function find(devices: readonly CloudDevice[], id: string): CloudDevice | undefined {
  return devices.find((device) => String(device.id) === id);
}

/** An icon as LaMetric sends it. */
interface Icon {
  id: number;
  title: string;
  /** What a frame shows it by: `i2` (a picture) or `a3` (a movie). */
  code: string;
  type: 'picture' | 'movie';
  category: null;
  url: string;
  thumb: { original: string; small: string; large: string; xlarge: string };
}

const ICON_ORDERS = new Map<string, (a: Icon, b: Icon) => number>([
  ['popular', (a, b) => a.id - b.id],
  ['newest', (a, b) => b.id - a.id],
  ['title', (a, b) => a.title.localeCompare(b.title)],
]);

const ICONS = ['Smile', 'Heart', 'Clock', 'Rain', 'Sun', 'Mail', 'Phone', 'Star', 'Home', 'Music'].map(
  (title, index): Icon => {
    const id = index + 1;
    const movie = id % 3 === 0;
    const address = `https://developer.lametric.com/content/apps/icon_thumbs/${id}`;
    const ending = movie ? 'gif' : 'png';
    return {
      id,
      title,
      code: `${movie ? 'a' : 'i'}${id}`,
      type: movie ? 'movie' : 'picture',
      category: null,
      url: `${address}.${ending}`,
      thumb: {
        original: `${address}_icon_thumb.${ending}`,
        small: `${address}_icon_thumb_sm.png`,
        large: `${address}_icon_thumb_lg.png`,
        xlarge: `${address}_icon_thumb_big.png`,
      },
    };
  },
);
