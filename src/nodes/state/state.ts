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

/** The properties of a `lametric state` node, for the runtime and for the editor. */
export interface StateProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  what: keyof typeof REQUESTS;
}

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
  function StateNode(this: Node, config: NodeDef & StateProperties): void {
    RED.nodes.createNode(this, config);
    const clock = connectionOf(RED, this, config.device, 'lametric-device');
    const status = RED._(`state.what.${config.what}`);

    onInput(RED, this, clock, async (msg, signal) => {
      msg.payload = await clock.send<unknown>(REQUESTS[config.what], signal);
      return { messages: [msg], status };
    });
  }

  RED.nodes.registerType('lametric state', StateNode);
}
