/** The data of the LaMetric cloud. Source: https://lametric-documentation.readthedocs.io */

/** The scopes that an application can ask for. */
export const SCOPES = ['basic', 'devices_read', 'devices_write'] as const;
/** One of LaMetric's scopes. */
export type Scope = (typeof SCOPES)[number];

/** `GET /api/v2/users/me`; the fields that every account has. */
export interface User {
  id: number;
  name: string;
  email: string;
}

/**
 * A device as the cloud knows it: an item of `GET /api/v2/users/me/devices`, or `GET /api/v2/users/me/devices/:id`.
 * Only `id` and `name` are sure to be there: a single device has no `state` and no `product_code`, and devices
 * made since 2022 may have no `api_key`. Fields that are not listed here are kept as they came.
 */
export interface CloudDevice {
  id: number;
  name: string;
  /** `new`, `configured` or `banned`. */
  state?: string | null;
  product_code?: string | null;
  serial_number?: string | null;
  /** Secret: it gives control of the device within its local network. */
  api_key?: string | null;
  ipv4_internal?: string | null;
  mac?: string | null;
  wifi_ssid?: string | null;
  /** ISO 8601 with an offset. */
  created_at?: string | null;
  updated_at?: string | null;
  [field: string]: unknown;
}

/** The result of a rename, with the name that the device has now. */
export interface RenamedDevice {
  id: number;
  name: string;
}

/** An icon of the gallery. */
export interface Icon {
  /** Names it in a notification's frame: `i2` (a picture) or `a1` (a movie). */
  code: string;
  title: string;
}

/** One page of icons. */
export interface IconPage {
  icons: Icon[];
  /** How many pages there are. */
  pageCount: number;
}
