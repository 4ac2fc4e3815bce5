import type { Node, NodeAPI, NodeDef } from 'node-red';
import { onClockInput } from '../../config/device/connection';
import { activate } from '../../config/device/temporary-app';
import { runAction, showNextApp, showPreviousApp } from '../../lametric/clock/requests';
import { type Widget, nameOf } from '../../lametric/clock/events';
import { LaMetricError } from '../../lametric/errors';
import { appReader, findApp, withWidget } from './find-app';
import { checkParameters, parameterReader } from './parameters';
import { type AppProperties, DEFAULTS } from './properties';

export default function (RED: NodeAPI): void {
  function AppNode(this: Node, config: NodeDef & Partial<AppProperties>): void {
    RED.nodes.createNode(this, config);
    const properties = { ...DEFAULTS, ...config };
    const { action, actionId, activate: comesIntoView } = properties;
    const readApp = appReader(RED, this, { value: properties.app, type: properties.appType });
    const readParameters = parameterReader(RED, this, properties.parameters);
    const seconds = Number(properties.seconds);

    onClockInput(RED, this, properties, async (given, signal) => {
      if (action === 'next' || action === 'previous') {
        return async (clock, msg) => {
          await clock.send(action === 'next' ? showNextApp : showPreviousApp, signal);
          msg.payload = { app: null };
          return { messages: [msg], status: RED._(`app.status.${action}`) };
        };
      }
      if (action === 'show' && !(seconds > 0)) {
        throw new LaMetricError('INVALID_INPUT', RED._('app.error.seconds'));
      }
      const name = await readApp(given, signal);
      if (action === 'do') {
        const parameters = await readParameters(given, signal);
        return async (clock, msg) => {
          const { found, widget } = await findApp(clock, name, signal);
          const params = checkParameters(RED, found, actionId, parameters);
          const order = { id: actionId, params, activate: comesIntoView };
          msg.payload = await clock.send(runAction(widget.app, widget.widget, order), signal);
          return { messages: [msg], status: actionId };
        };
      }
      return async (clock, msg) => {
        const warn = (thrown: unknown) => {
          this.warn(RED._('app.not-back', { reason: clock.explain(thrown).error.message }));
        };
        const bring = (widget: Widget) =>
          action === 'show'
            ? clock.show(widget, seconds * 1000, warn, signal)
            : activate(clock, widget, signal);
        const widget = await withWidget(clock, name, bring, signal);
        msg.payload = { app: nameOf(widget) };
        return { messages: [msg], status: widget.app.split('.').at(-1) ?? '' };
      };
    });
  }

  RED.nodes.registerType('lametric app', AppNode);
}
