import type { Node, NodeAPI, NodeDef } from 'node-red';
import { onClockInput } from '../../config/device/connection';
import {
  getApps,
  getAudio,
  getBluetooth,
  getCurrentNotification,
  getDevice,
  getDisplay,
  getNotifications,
  getWifi,
} from '../../lametric/clock/requests';
import { DEFAULTS, type StateProperties } from './properties';

const REQUESTS = {
  device: getDevice,
  display: getDisplay,
  audio: getAudio,
  bluetooth: getBluetooth,
  wifi: getWifi,
  apps: getApps,
  notifications: getNotifications,
  current: getCurrentNotification,
} as const;

export default function (RED: NodeAPI): void {
  function StateNode(this: Node, config: NodeDef & Partial<StateProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const what = Object.hasOwn(REQUESTS, properties.what) ? properties.what : DEFAULTS.what;
    const status = RED._(`state.what.${what}`);

    onClockInput(RED, this, properties, (_msg, signal) => async (clock, msg) => {
      msg.payload = await clock.send<unknown>(REQUESTS[what], signal);
      return { messages: [msg], status };
    });
  }

  RED.nodes.registerType('lametric state', StateNode);
}
