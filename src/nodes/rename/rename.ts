import type { Node, NodeAPI, NodeDef } from 'node-red';
import { renameDevice } from '../../lametric/cloud/cloud';
import { LaMetricError } from '../../lametric/errors';
import { isString } from '../../lametric/guards';
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
import { deviceIdEvaluator, evaluator, sourceOf } from '../../runtime/typed-input';
import { DEFAULTS, type RenameProperties } from './properties';

export default function (RED: NodeAPI): void {
  function RenameNode(this: Node, config: NodeDef & Partial<RenameProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const account = connectionOf(RED, this, properties.account, 'lametric-account');
    const device = { value: properties.device, type: properties.deviceType };
    const deviceId = deviceIdEvaluator(RED, this, account, device);
    const newName = { value: properties.newName, type: properties.newNameType };
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
