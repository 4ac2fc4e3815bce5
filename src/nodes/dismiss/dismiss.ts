import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { type ClockConnection, onClockInput } from '../../config/device/connection';
import { LaMetricError } from '../../lametric/errors';
import { isNumber, isString } from '../../lametric/guards';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { DEFAULTS, type DismissProperties } from './properties';

/** Dismisses what is to go. @returns the ids of those that were there */
type Dismissal = (queue: ClockConnection['notifications']) => Promise<string[]>;

export default function (RED: NodeAPI): void {
  function DismissNode(this: Node, config: NodeDef & Partial<DismissProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const { which, target, targetType } = properties;
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

    const readDismissal = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Dismissal> => {
      if (which === 'all') return (queue) => queue.dismissAll(signal);
      if (which === 'current') return (queue) => queue.dismissCurrent(signal);
      const value = await readTarget(msg, signal);
      return (queue) => (which === 'id' ? queue.dismissId(value, signal) : queue.dismissTopic(value, signal));
    };

    onClockInput(RED, this, properties, async (given, signal) => {
      const dismiss = await readDismissal(given, signal);
      return async ({ notifications }, msg) => {
        const dismissed = await dismiss(notifications);
        msg.payload = { dismissed };
        const status = dismissed.length === 0 ? 'none' : 'dismissed';
        return { messages: [msg], status: RED._(`dismiss.status.${status}`, { count: dismissed.length }) };
      };
    });
  }

  RED.nodes.registerType('lametric dismiss', DismissNode);
}
