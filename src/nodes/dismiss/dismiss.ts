import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { clockOf } from '../../config/device/connection';
import { LaMetricError } from '../../lametric/errors';
import { isNumber, isString } from '../../lametric/guards';
import { onInput } from '../../runtime/on-input';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { DEFAULTS, type DismissProperties } from './properties';

export default function (RED: NodeAPI): void {
  function DismissNode(this: Node, config: NodeDef & Partial<DismissProperties>): void {
    RED.nodes.createNode(this, config);
    const { device, which, target, targetType } = { ...DEFAULTS, ...config };
    const { notifications, ...clock } = clockOf(RED, this, device);
    const property = { value: target, type: targetType };
    const evaluate = evaluator(RED, this, property);

    const readTarget = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<string> => {
      const value = await evaluate(msg, signal);
      if ((isString(value) && value !== '') || isNumber(value)) return String(value);
      const problem = which === 'id' ? 'no-id' : 'no-topic';
      throw new LaMetricError(
        'INVALID_INPUT',
        RED._(`dismiss.error.${problem}`, { source: sourceOf(RED, property) }),
      );
    };

    const dismiss = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<string[]> => {
      if (which === 'all') return notifications.dismissAll(signal);
      if (which === 'current') return notifications.dismissCurrent(signal);
      const value = await readTarget(msg, signal);
      return which === 'id'
        ? notifications.dismissId(value, signal)
        : notifications.dismissTopic(value, signal);
    };

    onInput(RED, this, clock, async (msg, signal) => {
      const dismissed = await dismiss(msg, signal);
      msg.payload = { dismissed };
      const status = dismissed.length === 0 ? 'none' : 'dismissed';
      return { messages: [msg], status: RED._(`dismiss.status.${status}`, { count: dismissed.length }) };
    });
  }

  RED.nodes.registerType('lametric dismiss', DismissNode);
}
