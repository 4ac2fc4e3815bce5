import type { Node, NodeAPI, NodeDef } from 'node-red';
import { renameDevice } from '../../lametric/cloud/cloud';
import { LaMetricError } from '../../lametric/errors';
import { isString } from '../../lametric/guards';
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
import { deviceIdEvaluator, evaluator, sourceOf } from '../../runtime/typed-input';

/** The properties of a `lametric rename` node, for the runtime and for the editor. */
export interface RenameProperties {
  name: string;
  account: string;
  device: string;
  /** How to read `device`: a type of TypedInput. */
  deviceType: string;
  newName: string;
  /** How to read `newName`: a type of TypedInput. */
  newNameType: string;
}

export default function (RED: NodeAPI): void {
  function RenameNode(this: Node, config: NodeDef & RenameProperties): void {
    RED.nodes.createNode(this, config);
    const account = connectionOf(RED, this, config.account, 'lametric-account');
    const device = { value: config.device, type: config.deviceType };
    const deviceId = deviceIdEvaluator(RED, this, account, device);
    const newName = { value: config.newName, type: config.newNameType };
    const evaluateName = evaluator(RED, this, newName);

    onInput(RED, this, account, async (msg, signal) => {
      const name = await evaluateName(msg, signal);
      if (!isString(name) || name.trim() === '') {
        const values = {
          source: sourceOf(RED, newName),
          value: typeof name === 'number' ? String(name) : '',
        };
        throw new LaMetricError('INVALID_INPUT', RED._(`rename.error.${nameProblem(name)}`, values));
      }
      const id = await deviceId(msg, signal);
      const renamed = await account.send(renameDevice(id, name.trim()), signal);
      msg.payload = renamed;
      return { messages: [msg], status: renamed.name };
    });
  }

  RED.nodes.registerType('lametric rename', RenameNode);
}

/** Why a value is no name, as a key of `rename.error`. */
function nameProblem(value: unknown): 'missing' | 'number' | 'blank' | 'no-text' {
  if (value == null) return 'missing';
  if (typeof value === 'number') return 'number';
  return isString(value) ? 'blank' : 'no-text';
}
