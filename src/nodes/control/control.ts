import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { type Confirmed, confirmedOf, planChanges } from '../../lametric/clock/control';
import { getDevice } from '../../lametric/clock/requests';
import { type SettingName, isTimes, namesOf } from '../../lametric/clock/settings';
import { LaMetricError, toLaMetricError } from '../../lametric/errors';
import { isBoolean, isObject } from '../../lametric/guards';
import { connectionOf } from '../../runtime/connection';
import { onInput } from '../../runtime/on-input';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { type Given, checkSettings } from './check';
import { type ControlProperties, DEFAULTS, completeSetting } from './properties';

export default function (RED: NodeAPI): void {
  function ControlNode(this: Node, config: NodeDef & Partial<ControlProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const clock = connectionOf(RED, this, properties.device, 'lametric-device');
    const list = properties.settings.map(completeSetting).map(({ setting, value, valueType: type }) => ({
      setting,
      source: sourceOf(RED, { value, type }),
      evaluate: evaluator(RED, this, { value, type }),
    }));

    const readSettings = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Given[]> => {
      if (list.length === 0) return fromPayload(RED, msg.payload);
      return Promise.all(
        list.map(async ({ setting, source, evaluate }) => {
          return { setting, source, value: await evaluate(msg, signal) };
        }),
      );
    };

    onInput(RED, this, clock, async (msg, signal) => {
      const settings = checkSettings(RED, await readSettings(msg, signal));
      const confirmed: Confirmed = {};
      for (const { names, set } of planChanges(settings, await clock.send(getDevice, signal))) {
        try {
          const said = await set((request) => clock.send(request, signal));
          Object.assign(confirmed, confirmedOf(settings, names, said));
        } catch (thrown) {
          throw withProgress(RED, toLaMetricError(thrown), names, namesOf(confirmed));
        }
      }
      msg.payload = confirmed;
      return { messages: [msg], status: statusOf(RED, confirmed) };
    });
  }

  RED.nodes.registerType('lametric control', ControlNode);
}

/** The settings in a message. */
function fromPayload(RED: NodeAPI, payload: unknown): Given[] {
  const entries = isObject(payload) ? Object.entries(payload) : [];
  if (entries.length === 0) throw new LaMetricError('INVALID_INPUT', RED._('control.error.payload'));
  return entries.map(([setting, value]) => ({ setting, value, source: `msg.payload.${setting}` }));
}

/** An error that also says what failed, and what was done before. */
function withProgress(RED: NodeAPI, error: LaMetricError, failed: SettingName[], done: SettingName[]) {
  const said = [
    error.said,
    RED._('control.error.failed', { names: failed.join(', ') }),
    done.length > 0 && RED._('control.error.done', { names: done.join(', ') }),
  ];
  return error.with({ said: said.filter(Boolean).join('; ') });
}

/** The values alone: there is no room for the names. */
function statusOf(RED: NodeAPI, confirmed: Confirmed): string {
  const words = Object.values(confirmed).map((value) => {
    if (isBoolean(value)) return value ? RED._('control.choice.on') : RED._('control.choice.off');
    return isTimes(value) ? `${value.from}–${value.to}` : String(value);
  });
  return words.join(', ');
}
