import type { Node, NodeAPI, NodeDef } from 'node-red';
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
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
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
    const { device, what } = { ...DEFAULTS, ...config };
    const clock = connectionOf(RED, this, device, 'lametric-device');
    const status = RED._(`state.what.${what}`);

    onInput(RED, this, clock, async (msg, signal) => {
      msg.payload = await clock.send<unknown>(REQUESTS[what], signal);
      return { messages: [msg], status };
    });
  }

  RED.nodes.registerType('lametric state', StateNode);
}
