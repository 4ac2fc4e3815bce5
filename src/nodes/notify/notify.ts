import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { onClockInput } from '../../config/device/connection';
import { type Medium, mediaOf } from '../../config/device/media/media';
import type { Follower } from '../../config/device/notifications/notification-outcomes';
import { type SavedFrame, showsPayload } from '../../frames/frame';
import { frameReader, unusableFrames } from '../../frames/reader';
import type { Notification } from '../../lametric/clock/notification';
import { LaMetricError, saidBy } from '../../lametric/errors';
import { isPlainObject, isString } from '../../lametric/guards';
import { parseJson } from '../../lametric/http/json';
import { isNestedDeeper } from '../../lametric/http/nesting';
import { MAX_DEPTH, MAX_SIZE } from '../../runtime/plain-data';
import { evaluator } from '../../runtime/typed-input';
import { type Composed, checkOwnForm, compose, hasEmptyText } from './compose';
import { DEFAULTS, type NotifyProperties } from './properties';
import { SERVED, soundReader } from './sound';

/** A notification, and its sound if that is served from here. */
interface Prepared {
  notification: Notification;
  medium: Medium | undefined;
}

export default function (RED: NodeAPI): void {
  /** By their ids, those that can send: an outcome may come when a Deploy has started its node anew. */
  const running = new Map<string, Node>();
  type Saved = Partial<Omit<NotifyProperties, 'frames'>> & { frames?: SavedFrame[] };

  function NotifyNode(this: Node, config: NodeDef & Saved): void {
    RED.nodes.createNode(this, config);
    const settings = { ...DEFAULTS, ...config };
    const readFrames = frameReader(RED, this, settings.frames);
    const readSound = soundReader(RED, this, settings);
    // Translated once, because that takes longer than all other work of this node on a message.
    const [sent, dropped] = [RED._('notify.status.sent'), RED._('notify.status.dropped')];
    const empty = RED._('notify.status.empty');
    const evaluatePayload = evaluator(RED, this, { value: 'payload', type: 'msg' });

    const prepare = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Prepared> => {
      const ownForm = isOwnForm(msg.payload) ? await evaluatePayload(msg, signal) : parseOwnForm(msg.payload);
      if (ownForm !== undefined) return { notification: usable(checkOwnForm(ownForm)), medium: undefined };
      const contents = await readFrames(msg, signal);
      const payload = contents.find(({ frame }) => showsPayload(frame))?.value;
      const changes = isPlainObject(payload) ? payload : undefined;
      const sound = await readSound(msg, changes, signal);
      if (isString(sound)) {
        return {
          notification: usable(compose({ ...settings, sound }, contents, changes)),
          medium: undefined,
        };
      }
      const notification = usable(compose({ ...settings, sound: SERVED }, contents, changes));
      return { notification, medium: mediaOf(RED).add(sound) };
    };

    const usable = (composed: Composed): Notification => {
      if ('notification' in composed) return composed.notification;
      throw unusableFrames(RED, composed.complaints);
    };

    /** A copy for the second output, without the payload. It is made before anything shows. */
    const copyOf = (msg: NodeMessageInFlow): NodeMessageInFlow => {
      try {
        return RED.util.cloneMessage({ ...msg, payload: undefined });
      } catch (cause) {
        throw new LaMetricError('INVALID_INPUT', `msg: ${saidBy(cause).slice(0, 200)}`, { cause });
      }
    };

    const followerFor = (kept: NodeMessage): Follower => ({
      isThere: () => running.has(this.id),
      tell: (id, ended) => running.get(this.id)?.send([null, { ...kept, payload: { id, ended } }]),
    });
    running.set(this.id, this);
    this.on('close', () => running.delete(this.id));

    onClockInput(RED, this, settings, async (given, signal) => {
      const { notification, medium } = await prepare(given, signal);
      const { noSound, refused, replace } = settings;
      const status = hasEmptyText(notification) ? empty : textIn(notification) || sent;
      return async (clock, msg, leave) => {
        const kept = settings.ended ? copyOf(msg) : undefined;
        const id = await clock.notifications.show(
          {
            notification,
            medium,
            noSound,
            topic: topicOf(msg),
            refused,
            replace,
            follower: kept && followerFor(kept),
            onStays: (thrown) => {
              this.warn(RED._('notify.error.stays', { reason: clock.explain(thrown).error.message }));
            },
          },
          signal,
          leave,
        );
        if (id === undefined) return { messages: [], status: dropped };
        msg.payload = { id };
        return { messages: [msg], status };
      };
    });
  }

  RED.nodes.registerType('lametric notify', NotifyNode);
}

/** The first text that it shows; empty without one. */
function textIn({ model: { frames } }: Notification): string {
  const texts = frames.map((frame) => ('text' in frame && frame.text) || '');
  return (texts.find((text) => text.trim() !== '') ?? '').trim().slice(0, 100);
}

/**
 * A `model` that is a text is the model of a clock, as the nodes for its state and its events pass it on. What cannot even be
 * looked at, such as a proxy that fails, is none.
 */
function isOwnForm(value: unknown): boolean {
  try {
    return isPlainObject(value) && 'model' in value && !isString(value['model']);
  } catch {
    return false;
  }
}

/** A notification in LaMetric's own form that is a text, as a Template node makes it; `undefined` for any other value. */
function parseOwnForm(text: unknown): unknown {
  if (!isString(text) || !/^\s*\{/.test(text) || text.length > MAX_SIZE || isNestedDeeper(text, MAX_DEPTH)) {
    return undefined;
  }
  const value = parseJson(text);
  return isOwnForm(value) ? value : undefined;
}

/** Empty without a topic. */
function topicOf({ topic }: { topic?: unknown }): string {
  return isString(topic) || typeof topic === 'number' ? String(topic) : '';
}
