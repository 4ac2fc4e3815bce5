import { isUtf8 } from 'node:buffer';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { clockOf } from '../../config/device/connection';
import type { Notification } from '../../lametric/clock/notification';
import { isPlainObject, isString } from '../../lametric/guards';
import { parseJson } from '../../lametric/http/exchange';
import { isNestedDeeper } from '../../lametric/http/nesting';
import { invalidInput } from '../../runtime/invalid-input';
import { onInput } from '../../runtime/on-input';
import { MAX_DEPTH, MAX_SIZE } from '../../runtime/plain-data';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { type Composed, checkOwnForm, compose, showsPayload, wordsOf } from './compose';
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
    const evaluatePayload = evaluator(RED, this, { value: 'payload', type: 'msg' });

    const composed = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Composed> => {
      const ownForm = isOwnForm(msg.payload) ? await evaluatePayload(msg, signal) : parseOwnForm(msg.payload);
      if (ownForm !== undefined) return checkOwnForm(ownForm);
      const contents = await Promise.all(
        frames.map(async ({ frame, evaluate, source }) => {
          return { frame, source, value: readText(await evaluate(msg, signal)) };
        }),
      );
      const payload = contents.find(({ frame }) => showsPayload(frame))?.value;
      return compose(settings, contents, isPlainObject(payload) ? payload : undefined);
    };

    const read = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Notification> => {
      const result = await composed(msg, signal);
      if ('notification' in result) return result.notification;
      throw invalidInput(RED, result.complaints, (complaint) =>
        wordsOf(complaint, (key, values) => RED._(`notify.${key}`, values)),
      );
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
      const kept = settings.ended ? RED.util.cloneMessage({ ...msg, payload: undefined }) : undefined;
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
      return { messages: [msg], status: textIn(notification) || sent };
    });
  }

  RED.nodes.registerType('lametric notify', NotifyNode);
}

/** The first text that it shows; empty without one. */
function textIn({ model: { frames } }: Notification): string {
  const texts = frames.map((frame) => ('text' in frame && frame.text) || '');
  return (texts.find((text) => text.trim() !== '') ?? '').trim().slice(0, 100);
}

const isOwnForm = (value: unknown): boolean => isPlainObject(value) && 'model' in value;

/** A notification in LaMetric's own form that is a text, as a Template node makes it; `undefined` for any other value. */
function parseOwnForm(text: unknown): unknown {
  if (!isString(text) || !/^\s*\{/.test(text) || text.length > MAX_SIZE || isNestedDeeper(text, MAX_DEPTH)) {
    return undefined;
  }
  const value = parseJson(text);
  return isOwnForm(value) ? value : undefined;
}

/** The text in a Buffer; anything else stays as it is. */
function readText(value: unknown): unknown {
  return Buffer.isBuffer(value) && value.length <= MAX_SIZE && isUtf8(value) ? value.toString() : value;
}

/** Empty without a topic. */
function topicOf({ topic }: { topic?: unknown }): string {
  return isString(topic) || typeof topic === 'number' ? String(topic) : '';
}
