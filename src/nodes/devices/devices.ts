import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { getDevice, getDevices } from '../../lametric/cloud/cloud';
import type { CloudDevice } from '../../lametric/cloud/types';
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
import { deviceIdEvaluator } from '../../runtime/typed-input';

/** The properties of a `lametric devices` node, for the runtime and for the editor. */
export interface DevicesProperties {
  name: string;
  account: string;
  /** Which device, read as `deviceType` says: `all`, or a type of TypedInput. */
  device: string;
  deviceType: string;
  output: 'array' | 'each';
  /** Whether `api_key` is sent on. */
  apiKeys: boolean;
}

export default function (RED: NodeAPI): void {
  function DevicesNode(this: Node, config: NodeDef & DevicesProperties): void {
    RED.nodes.createNode(this, config);
    const account = connectionOf(RED, this, config.account, 'lametric-account');
    const property = { value: config.device, type: config.deviceType };
    const deviceId = deviceIdEvaluator(RED, this, account, property);

    // Looking up a text of a number takes as long as all else that is done with an answer.
    const countTexts = new Map<number, string>();
    const countText = (count: number): string => {
      const text = countTexts.get(count) ?? RED._('devices.status.count', { count });
      countTexts.set(count, text);
      return text;
    };

    onInput(RED, this, account, async (msg, signal) => {
      const all = config.deviceType === 'all';
      const devices = all
        ? await account.send(getDevices, signal)
        : [await account.send(getDevice(await deviceId(msg, signal)), signal)];
      if (!config.apiKeys) for (const device of devices) delete device.api_key;
      const [first] = devices;
      const status = all || first === undefined ? countText(devices.length) : first.name;
      if (config.output === 'each') return { messages: sequence(RED, msg, devices), status };
      msg.payload = all ? devices : first;
      return { messages: [msg], status };
    });
  }

  RED.nodes.registerType('lametric devices', DevicesNode);
}

/**
 * One message a device, as the core split node makes them; a sequence that `msg` belongs to is kept inside. Of messages
 * that are sent together, Node-RED clones all but the first, so there is no need to do it here.
 */
function sequence(RED: NodeAPI, msg: NodeMessageInFlow, devices: CloudDevice[]): NodeMessage[] {
  const outer = msg.parts === undefined ? {} : { parts: msg.parts };
  const id = RED.util.generateId();
  return devices.map((payload, index) => ({
    ...msg,
    payload,
    parts: { ...outer, id, type: 'array', len: 1, index, count: devices.length },
  }));
}
