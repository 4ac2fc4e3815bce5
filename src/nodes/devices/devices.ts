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
  device: string;
  /** How to read `device`: a type of TypedInput, or `all` for all devices. */
  deviceType: string;
  output: 'array' | 'each';
  /** Whether the devices are sent on with their `api_key`. */
  apiKeys: boolean;
}

export default function (RED: NodeAPI): void {
  function DevicesNode(this: Node, config: NodeDef & DevicesProperties): void {
    RED.nodes.createNode(this, config);
    const account = connectionOf(RED, this, config.account, 'lametric-account');
    const property = { value: config.device, type: config.deviceType };
    const deviceId = deviceIdEvaluator(RED, this, account, property);

    // Cached, because translating a text takes as long as all other work on an answer.
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
 * One message for each device, in the form of the core split node; `parts` keeps a sequence that `msg` belongs to. Node-RED
 * clones all but the first of the messages that are sent together, so there is no need to clone here.
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
