import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { useAccount } from '../../config/account/use-account';
import type { Device } from '../../lametric/types';
import { evaluateDeviceIdWith } from '../../runtime/device-id';
import { onInput } from '../../runtime/on-input';

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
    const account = useAccount(RED, this, config.account, {
      message: RED._('common.error.no-account'),
      status: RED._('common.status.no-account'),
    });

    const property = { value: config.device, type: config.deviceType };
    const evaluateId = evaluateDeviceIdWith(RED, this, property, RED._('common.error.device-id'));

    const readDevices = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Device | Device[]> => {
      if (config.deviceType === 'all') {
        return account.read('all', (cloud, token, aborted) => cloud.getDevices(token, aborted), signal);
      }
      const id = await evaluateId(msg);
      return account.read(`${id}`, (cloud, token, aborted) => cloud.getDevice(token, id, aborted), signal);
    };

    // Looking up a text of a number takes as long as all else that is done with an answer.
    const countTexts = new Map<number, string>();
    const countText = (count: number): string => {
      const text = countTexts.get(count) ?? RED._('devices.status.count', { count });
      countTexts.set(count, text);
      return text;
    };

    onInput(this, {
      handle: async (msg, signal) => {
        const found = await readDevices(msg, signal);
        const devices = Array.isArray(found) ? found : [found];
        if (!config.apiKeys) for (const device of devices) delete device.api_key;
        const status = Array.isArray(found) ? countText(found.length) : found.name;
        if (config.output === 'each') return { messages: sequence(RED, msg, devices), status };
        msg.payload = found;
        return { messages: [msg], status };
      },
      describe: (error) => account.describe(error),
      closedMessage: RED._('common.error.closed'),
    });
  }

  RED.nodes.registerType('lametric devices', DevicesNode);
}

/**
 * One message a device, as the core split node makes them; a sequence that `msg` belongs to is kept inside. Of messages
 * that are sent together, Node-RED clones all but the first, so there is no need to do it here.
 */
function sequence(RED: NodeAPI, msg: NodeMessageInFlow, devices: Device[]): NodeMessage[] {
  const outer = msg.parts === undefined ? {} : { parts: msg.parts };
  const id = RED.util.generateId();
  return devices.map((payload, index) => ({
    ...msg,
    payload,
    parts: { ...outer, id, type: 'array', len: 1, index, count: devices.length },
  }));
}
