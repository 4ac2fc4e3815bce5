import type { Node, NodeAPI, NodeDef } from 'node-red';
import { clockOf } from '../../config/device/connection';
import { activate } from '../../config/device/temporary-app';
import { runAction, showNextApp, showPreviousApp } from '../../lametric/clock/requests';
import { type Widget, nameOf } from '../../lametric/clock/events';
import { LaMetricError } from '../../lametric/errors';
import { onInput } from '../../runtime/on-input';
import { appFinder } from './find-app';
import { parameterReader } from './parameters';
import { type AppProperties, DEFAULTS } from './properties';

export default function (RED: NodeAPI): void {
  function AppNode(this: Node, config: NodeDef & Partial<AppProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const { device, action, app, appType, actionId } = properties;
    const clock = clockOf(RED, this, device);
    const { find, withWidget } = appFinder(RED, this, clock, { value: app, type: appType });
    const readParameters = parameterReader(RED, this, actionId, properties.parameters);
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
        const order = { id: actionId, params, activate: properties.activate };
        msg.payload = await clock.send(runAction(widget.app, widget.widget, order), signal);
        return { messages: [msg], status: actionId };
      }
      const seconds = Number(properties.seconds);
      if (action === 'show' && !(seconds > 0)) {
        throw new LaMetricError('INVALID_INPUT', RED._('app.error.seconds'));
      }
      const bring = (widget: Widget) =>
        action === 'show'
          ? clock.show(widget, seconds * 1000, warn, signal)
          : activate(clock, widget, signal);
      const widget = await withWidget(msg, bring, signal);
      msg.payload = { app: nameOf(widget) };
      return { messages: [msg], status: widget.app.split('.').at(-1) ?? '' };
    });
  }

  RED.nodes.registerType('lametric app', AppNode);
}
