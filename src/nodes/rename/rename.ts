import type { Node, NodeAPI, NodeDef } from 'node-red';
import { renameDevice } from '../../lametric/cloud/cloud';
import { LaMetricError } from '../../lametric/errors';
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
import { deviceIdEvaluator, evaluator } from '../../runtime/typed-input';

/** The properties of a `lametric rename` node, for the runtime and for the editor. */
export interface RenameProperties {
  name: string;
  account: string;
  /** Which device, read as `deviceType`, a type of TypedInput, says. */
  device: string;
  deviceType: string;
  /** Its new name, read as `newNameType` says. */
  newName: string;
  newNameType: string;
}

export default function (RED: NodeAPI): void {
  function RenameNode(this: Node, config: NodeDef & RenameProperties): void {
    RED.nodes.createNode(this, config);
    const account = connectionOf(RED, this, config.account, 'lametric-account');
    const deviceId = deviceIdEvaluator(RED, this, { value: config.device, type: config.deviceType });
    const newName = evaluator(RED, this, { value: config.newName, type: config.newNameType });

    onInput(RED, this, account, async (msg, signal) => {
      const id = await deviceId(msg);
      const name = parseName(await newName(msg));
      if (name === undefined) throw new LaMetricError('INVALID_INPUT', RED._('rename.error.new-name'));
      const renamed = await account.send(renameDevice(id, name), signal);
      msg.payload = renamed;
      return { messages: [msg], status: renamed.name };
    });
  }

  RED.nodes.registerType('lametric rename', RenameNode);
}

/** A name: text that is not blank, or a number. @returns `undefined` for everything else */
export function parseName(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) return undefined;
  return String(value).trim() || undefined;
}
