import type { Node, NodeAPI, NodeDef } from 'node-red';
import { useAccount } from '../../config/account/use-account';
import { LaMetricError } from '../../lametric/errors';
import { evaluateDeviceIdWith } from '../../runtime/device-id';
import { evaluateWith } from '../../runtime/evaluate';
import { onInput } from '../../runtime/on-input';

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
    const account = useAccount(RED, this, config.account, {
      message: RED._('common.error.no-account'),
      status: RED._('common.status.no-account'),
    });
    const device = { value: config.device, type: config.deviceType };
    const evaluateId = evaluateDeviceIdWith(RED, this, device, RED._('common.error.device-id'));
    const evaluateName = evaluateWith(RED, this, { value: config.newName, type: config.newNameType });

    onInput(this, {
      handle: async (msg, signal) => {
        const id = await evaluateId(msg);
        const name = parseName(await evaluateName(msg));
        if (name === undefined) throw new LaMetricError('INVALID_INPUT', RED._('rename.error.new-name'));
        const renamed = await account.write(
          (cloud, token, aborted) => cloud.renameDevice(token, id, name, aborted),
          signal,
        );
        msg.payload = renamed;
        return { messages: [msg], status: renamed.name };
      },
      describe: (error) => account.describe(error),
      closedMessage: RED._('common.error.closed'),
    });
  }

  RED.nodes.registerType('lametric rename', RenameNode);
}

/** A name: text that is not blank, or a number. @returns `undefined` for everything else */
export function parseName(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) return undefined;
  return String(value).trim() || undefined;
}
