import type { Node, NodeAPI, NodeDef } from 'node-red';
import { getDevice, getDevices } from '../../lametric/cloud/cloud';
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
import { sequenceOf } from '../../runtime/sequence';
import { deviceIdEvaluator } from '../../runtime/typed-input';
import { DEFAULTS, type DevicesProperties } from './properties';

export default function (RED: NodeAPI): void {
  function DevicesNode(this: Node, config: NodeDef & Partial<DevicesProperties>): void {
    RED.nodes.createNode(this, config);
    const { account: id, device: value, deviceType: type, output, apiKeys } = { ...DEFAULTS, ...config };
    const account = connectionOf(RED, this, id, 'lametric-account');
    const deviceId = deviceIdEvaluator(RED, this, account, { value, type });

    // Cached, because translating a text takes as long as all other work on an answer.
    const countTexts = new Map<number, string>();
    const countText = (count: number): string => {
      const text = countTexts.get(count) ?? RED._('devices.status.count', { count });
      countTexts.set(count, text);
      return text;
    };

    onInput(RED, this, account, async (msg, signal) => {
      const all = type === 'all';
      const devices = all
        ? await account.send(getDevices, signal)
        : [await account.send(getDevice(await deviceId(msg, signal)), signal)];
      if (!apiKeys) for (const device of devices) delete device.api_key;
      const [first] = devices;
      const status = all || first === undefined ? countText(devices.length) : first.name;
      if (output === 'each') {
        const messages = devices.map((payload) => ({ ...msg, payload }));
        return { messages: sequenceOf(RED, msg, messages), status };
      }
      msg.payload = all ? devices : first;
      return { messages: [msg], status };
    });
  }

  RED.nodes.registerType('lametric devices', DevicesNode);
}
