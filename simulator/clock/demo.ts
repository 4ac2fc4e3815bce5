/** The three clocks of the demo account. */
import type { CloudDevice } from '../../src/lametric/cloud/types';
import { KINDS, type KindName } from './kinds';

/** The properties that tell one clock from another. */
export interface ClockIdentity {
  kind: KindName;
  /** The cloud's id. */
  id: number;
  name: string;
  serialNumber: string;
  /** Secret. */
  apiKey: string;
  /** The address of this computer that it listens at, if that is free. */
  host: string;
  mac: string;
  ssid: string;
  createdAt: string;
}

export const DEMO_CLOCKS: readonly ClockIdentity[] = [
  {
    kind: 'LM 37X8 2.3.9',
    id: 18,
    name: 'My LaMetric',
    serialNumber: 'SA140100002200W00BS9',
    apiKey: '8adaa0c98278dbb1ecb218d1c3e11f9312317ba474ab3361f80c0bd4f13a6749',
    host: '127.0.0.2',
    mac: '58:63:56:10:D6:30',
    ssid: 'homewifi',
    createdAt: '2015-03-06T15:15:55+02:00',
  },
  {
    kind: 'sa8 3.2.6',
    id: 1027,
    name: 'Kitchen',
    serialNumber: 'SA822100071300W00BS9',
    apiKey: 'c1f0a37e52d94b6c8e1d7f3a90b5264e7d18c93fa2506be41739d8ac05f2e6b1',
    host: '127.0.0.3',
    mac: '3C:6A:9D:11:42:F7',
    ssid: 'homewifi',
    createdAt: '2023-05-12T13:20:00+02:00',
  },
  {
    kind: 'sa5 3.2.7',
    id: 48213,
    name: 'Büro @ Work',
    serialNumber: 'SA522300041700TBNC',
    apiKey: '5d07be1942fc83a6e0197c5b3a68d2f4917e0c6b8d35a2f1c04e79b6835d1fa2',
    host: '127.0.0.4',
    mac: '3C:6A:9D:2B:70:1E',
    ssid: 'office',
    createdAt: '2024-11-02T10:41:08+01:00',
  },
];

/** A clock as the cloud lists it. */
export function cloudDevice({
  kind,
  id,
  name,
  serialNumber,
  apiKey,
  host,
  mac,
  ssid,
  createdAt,
}: ClockIdentity): CloudDevice {
  return {
    id,
    name,
    state: 'configured',
    product_code: KINDS[kind].productCode,
    serial_number: serialNumber,
    api_key: apiKey,
    ipv4_internal: host,
    mac,
    wifi_ssid: ssid,
    created_at: createdAt,
    updated_at: createdAt,
  };
}
