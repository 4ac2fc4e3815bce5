import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { clockOf } from '../../config/device/connection';
import type { Notification } from '../../lametric/clock/notification';
import { LaMetricError } from '../../lametric/errors';
import { isObject, isString } from '../../lametric/guards';
import { onInput } from '../../runtime/on-input';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { checkOwnForm, compose, showsPayload, wordsOf } from './compose';
import { DEFAULTS, type NotifyProperties, type SavedFrame, completeFrame } from './properties';

export default function (RED: NodeAPI): void {
  /** By their ids, those that can send: an outcome may come when a Deploy has started its node anew. */
  const running = new Map<string, Node>();
  type Saved = Partial<Omit<NotifyProperties, 'frames'>> & { frames?: SavedFrame[] };

  function NotifyNode(this: Node, config: NodeDef & Saved): void {
    RED.nodes.createNode(this, config);
    const settings = { ...DEFAULTS, ...config };
    const clock = clockOf(RED, this, settings.device);
    const frames = settings.frames.map(completeFrame).map((frame) => {
      const property = { value: frame.value, type: frame.valueType };
      return { frame, evaluate: evaluator(RED, this, property), source: sourceOf(RED, property) };
    });
    // Translated once, because that takes longer than all other work of this node on a message.
    const [sent, dropped] = [RED._('notify.status.sent'), RED._('notify.status.dropped')];
    const hasPayloadFrame = frames.some(({ frame }) => showsPayload(frame));

    const read = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Notification> => {
      const { payload } = msg;
      const composed =
        isObject(payload) && 'model' in payload
          ? checkOwnForm(payload)
          : compose(
              settings,
              await Promise.all(
                frames.map(async ({ frame, evaluate, source }) => ({
                  frame,
                  source,
                  value: await evaluate(msg, signal),
                })),
              ),
              isObject(payload) && hasPayloadFrame ? payload : undefined,
            );
      if ('notification' in composed) return composed.notification;
      const words = composed.complaints.map((complaint) =>
        wordsOf(complaint, (key, values) => RED._(`notify.${key}`, values)),
      );
      throw new LaMetricError('INVALID_INPUT', words.join(' '));
    };

    const tell = (msg: NodeMessage): boolean => {
      const node = running.get(this.id);
      node?.send([null, msg]);
      return node !== undefined;
    };
    running.set(this.id, this);
    this.on('close', () => running.delete(this.id));

    onInput(RED, this, clock, async (msg, signal) => {
      const notification = await read(msg, signal);
      const { refused, replace } = settings;
      const kept = settings.ended ? RED.util.cloneMessage(msg) : undefined;
      const id = await clock.notifications.show(
        {
          notification,
          topic: topicOf(msg),
          refused,
          replace,
          onEnded: kept && ((shown, ended) => tell({ ...kept, payload: { id: shown, ended } })),
          onStays: (thrown) => {
            this.warn(RED._('notify.error.stays', { reason: clock.explain(thrown).error.message }));
          },
        },
        signal,
      );
      if (id === undefined) return { messages: [], status: dropped };
      msg.payload = { id };
      return { messages: [msg], status: sent };
    });
  }

  RED.nodes.registerType('lametric notify', NotifyNode);
}

/** Empty without a topic. */
function topicOf({ topic }: { topic?: unknown }): string {
  return isString(topic) || typeof topic === 'number' ? String(topic) : '';
}
