/** Puts a clock into a flow, for everybody who needs one. */
import { ACCOUNT } from './account';

export const DEVICE = 'clock-1';

/** The config node of a clock that is chosen from the account. */
export function deviceNode(device: number | undefined, properties: Record<string, unknown> = {}) {
  return {
    id: DEVICE,
    type: 'lametric-device',
    name: '',
    clockName: '',
    account: ACCOUNT,
    device: String(device),
    address: '',
    security: 'pinned',
    ...properties,
  };
}
