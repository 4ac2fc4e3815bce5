import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { type ClockConnection, keepKeys, onClockInput } from '../../config/device/connection';
import type { SavedFrame } from '../../frames/frame';
import { frameReader, unusableFrames } from '../../frames/reader';
import { LaMetricError } from '../../lametric/errors';
import { isNumber, isString } from '../../lametric/guards';
import type { Prepare } from '../../runtime/clocks';
import type { Explanation } from '../../runtime/explain';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { compose, standsAlone } from './compose';
import { DEFAULTS, type MyDataProperties } from './properties';

export default function (RED: NodeAPI): void {
  type Saved = Partial<Omit<MyDataProperties, 'frames'>> & { frames?: SavedFrame[] };

  function MyDataNode(this: Node, config: NodeDef & Saved): void {
    RED.nodes.createNode(this, config);
    const settings = { ...DEFAULTS, ...config };
    keepKeys(RED, this, settings);
    const readFrames = frameReader(RED, this, settings.frames, standsAlone);
    const keyProperty = { value: settings.key, type: settings.keyType };
    const evaluateKey = evaluator(RED, this, keyProperty);

    const readKey = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<string> => {
      const value = (await evaluateKey(msg, signal)) ?? '';
      if (isString(value) || isNumber(value)) return String(value) || this.id;
      throw new LaMetricError(
        'INVALID_INPUT',
        RED._('my-data.error.key', { source: sourceOf(RED, keyProperty) }),
      );
    };

    const prepare: Prepare<ClockConnection> = async (given, signal) => {
      const [key, contents] = await Promise.all([readKey(given, signal), readFrames(given, signal)]);
      const composed = compose(settings, contents);
      if (Array.isArray(composed)) throw unusableFrames(RED, composed);
      const value = { ...composed, from: this.id };
      const status = composed.frames.length === 0 ? 'removed' : 'accepted';
      return async ({ myData }, msg) => {
        const { widget, frames } = await myData.show(settings.widget, key, value, signal);
        msg.payload = { key, frames, widget };
        return { messages: [msg], status: RED._(`my-data.status.${status}`) };
      };
    };
    onClockInput(RED, this, settings, prepare, (explanation) => withKept(RED, explanation));
  }

  RED.nodes.registerType('lametric my data', MyDataNode);
}

/** Says of a failed message, where so, that what it brought is kept. */
function withKept(RED: NodeAPI, { error, status }: Explanation): Explanation {
  const isKept = error.code !== 'INVALID_INPUT' && error.code !== 'NOT_CONFIGURED';
  const kept = { fill: 'yellow', shape: 'ring', text: RED._('my-data.status.kept') } as const;
  return { error, status: isKept ? kept : status };
}
