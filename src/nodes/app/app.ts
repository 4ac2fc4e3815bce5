import type { Node, NodeAPI, NodeDef } from 'node-red';
import { clockOf } from '../../config/device/connection';
import { activate } from '../../config/device/temporary-app';
import { runAction, showNextApp, showPreviousApp } from '../../lametric/clock/requests';
import { nameOf } from '../../lametric/clock/events';
import { LaMetricError } from '../../lametric/errors';
import { onInput } from '../../runtime/on-input';
import { appFinder } from './find-app';
import { type ParameterProperties, parameterReader } from './parameters';

/** The properties of a `lametric app` node, for the runtime and for the editor. */
export interface AppProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  action: 'next' | 'previous' | 'activate' | 'show' | 'do';
  /** `package/widget`, or `package` for the app's first widget. */
  app: string;
  /** How to read `app`: a type of TypedInput. */
  appType: string;
  /** For `show`: when to go back. The form saves text. */
  seconds: number | string;
  /** For `do`: such as `radio.play`. */
  actionId: string;
  parameters: ParameterProperties[];
  /** For `do`: whether the app comes into view. */
  activate: boolean;
}

export default function (RED: NodeAPI): void {
  // A flow that somebody wrote by hand may leave out what its action does not need.
  function AppNode(this: Node, config: NodeDef & Partial<AppProperties>): void {
    RED.nodes.createNode(this, config);
    const {
      device = '',
      action = 'next',
      app = '',
      appType = 'str',
      actionId = '',
      parameters = [],
    } = config;
    const clock = clockOf(RED, this, device);
    const { find, findWidget } = appFinder(RED, this, clock, { value: app, type: appType });
    const readParameters = parameterReader(RED, this, actionId, parameters);
    const warn = (thrown: unknown) => {
      this.warn(RED._('app.not-back', { reason: clock.explain(thrown).error.message }));
    };

    onInput(RED, this, clock, async (msg, signal) => {
      if (action === 'next' || action === 'previous') {
        await clock.send(action === 'next' ? showNextApp : showPreviousApp, signal);
        msg.payload = { app: null };
        return { messages: [msg], status: RED._(`app.status.${action}`) };
      }
      if (action === 'do') {
        const { found, widget } = await find(msg, signal);
        const params = await readParameters(found, msg, signal);
        const deed = { id: actionId, params, activate: config.activate ?? true };
        msg.payload = await clock.send(runAction(widget.app, widget.widget, deed), signal);
        return { messages: [msg], status: actionId };
      }
      const widget = await findWidget(msg, signal);
      if (action === 'show') {
        const seconds = Number(config.seconds);
        if (!(seconds > 0)) throw new LaMetricError('INVALID_INPUT', RED._('app.error.seconds'));
        await clock.show(widget, seconds * 1000, warn, signal);
      } else {
        await activate(clock, widget, signal);
      }
      msg.payload = { app: nameOf(widget) };
      return { messages: [msg], status: widget.app.split('.').at(-1) ?? '' };
    });
  }

  RED.nodes.registerType('lametric app', AppNode);
}
