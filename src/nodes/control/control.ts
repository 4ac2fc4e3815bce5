import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { onClockInput } from '../../config/device/connection';
import {
  type Change,
  type Confirmed,
  type Contradiction,
  makeChange,
  planChanges,
  screensaverMode,
} from '../../lametric/clock/control';
import { getDevice } from '../../lametric/clock/requests';
import { type SettingName, isTimes, namesOf } from '../../lametric/clock/settings';
import { LaMetricError, shortName, toLaMetricError } from '../../lametric/errors';
import { isBoolean, isPlainObject, shorten } from '../../lametric/guards';
import { evaluator, sourceOf } from '../../runtime/typed-input';
import { BoundedMap } from '../../storage/bounded-map';
import { type Given, checkSettings } from './check';
import { type ControlProperties, DEFAULTS, completeSetting } from './properties';

/** The screensaver's mode that was on last, by clock: some clocks forget it when the screensaver is switched off. */
const lastModes = new BoundedMap<string>(1000);

type Send = Parameters<typeof makeChange>[1];

export default function (RED: NodeAPI): void {
  function ControlNode(this: Node, config: NodeDef & Partial<ControlProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const list = properties.settings.map(completeSetting).map(({ setting, value, valueType: type }) => ({
      setting,
      source: sourceOf(RED, { value, type }),
      evaluate: evaluator(RED, this, { value, type }),
    }));

    const evaluatePayload = evaluator(RED, this, { value: 'payload', type: 'msg' });

    const readSettings = async (msg: NodeMessageInFlow, signal: AbortSignal): Promise<Given[]> => {
      if (list.length === 0) return fromPayload(RED, await evaluatePayload(msg, signal));
      return Promise.all(
        list.map(async ({ setting, source, evaluate }) => {
          return { setting, source, value: await evaluate(msg, signal) };
        }),
      );
    };

    onClockInput(RED, this, properties, async (given, signal) => {
      const settings = checkSettings(RED, await readSettings(given, signal));
      return async (clock, msg) => {
        const send: Send = (request) => clock.send(request, signal);
        const device = await send(getDevice);
        const mode = screensaverMode(device.display);
        if (mode !== undefined) lastModes.set(device.id, mode);
        const changes = planChanges(settings, device, lastModes.get(device.id));
        const confirmed = await makeChanges(RED, changes, send);
        msg.payload = confirmed;
        return { messages: [msg], status: statusOf(RED, confirmed) };
      };
    });
  }

  RED.nodes.registerType('lametric control', ControlNode);
}

async function makeChanges(RED: NodeAPI, changes: readonly Change[], send: Send): Promise<Confirmed> {
  const done: Confirmed = {};
  for (const change of changes) {
    const names = namesOf(change.wanted);
    const { confirmed, contradictions } = await makeChange(change, send).catch((thrown: unknown) => {
      throw withProgress(RED, toLaMetricError(thrown), names, namesOf(done));
    });
    Object.assign(done, confirmed);
    if (contradictions.length === 0) continue;
    const said = contradictions.map((each) => contradictionText(RED, each)).join(' ');
    const error = new LaMetricError('REJECTED', said, { said });
    throw withProgress(
      RED,
      error,
      contradictions.map(({ name }) => name),
      namesOf(done),
    );
  }
  return done;
}

function contradictionText(RED: NodeAPI, { name: setting, wanted, said }: Contradiction): string {
  return RED._('control.error.contradiction', { setting, wanted: shorten(wanted), said: shorten(said) });
}

/** The settings in a message. */
function fromPayload(RED: NodeAPI, payload: unknown): Given[] {
  const entries = isPlainObject(payload) ? Object.entries(payload) : [];
  if (entries.length === 0) throw new LaMetricError('INVALID_INPUT', RED._('control.error.payload'));
  return entries.map(([setting, value]) => ({ setting, value, source: `msg.payload.${shortName(setting)}` }));
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
