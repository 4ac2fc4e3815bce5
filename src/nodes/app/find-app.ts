import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { type AppName, parseAppName } from '../../lametric/clock/action';
import { getApp } from '../../lametric/clock/requests';
import type { Widget } from '../../lametric/clock/events';
import type { App } from '../../lametric/clock/types';
import { LaMetricError } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';
import { type Evaluate, type TypedProperty, evaluator, shorten, sourceOf } from '../../runtime/typed-input';

interface AppFinder {
  /** The app as the clock has it, with the chosen widget. */
  find: Evaluate<{ found: App; widget: Widget }>;
  /**
   * Does something with the chosen widget. Ids of widgets differ from clock to clock and change with updates: where the
   * clock does not know the chosen one, the app's only widget takes its place.
   * @returns the widget
   */
  withWidget: (
    msg: NodeMessageInFlow,
    work: (widget: Widget) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<Widget>;
}

/**
 * Prepares the evaluation of a TypedInput that chooses an app or one of its widgets. It rejects with `LaMetricError`:
 * `INVALID_INPUT` if the value is no app, `NOT_FOUND` if the clock does not have it, or an error of the request.
 */
export function appFinder(RED: NodeAPI, node: Node, clock: Connection, property: TypedProperty): AppFinder {
  const evaluate = evaluator(RED, node, property);

  const nameFor: Evaluate<AppName> = async (msg, signal) => {
    const value = await evaluate(msg, signal);
    const name = parseAppName(value);
    if (name !== undefined) return name;
    const source = sourceOf(RED, property);
    const text =
      value == null || value === ''
        ? RED._('app.error.app-missing', { source })
        : RED._('app.error.app-other', { source, value: shorten(value) });
    throw new LaMetricError('INVALID_INPUT', text);
  };

  const find = async (name: AppName, signal: AbortSignal) => {
    const found = await clock.send(getApp(name.app), signal);
    const widgets = Object.keys(found.widgets ?? {});
    const [first, ...others] = widgets;
    const named = widgets.find((widget) => widget === name.widget);
    const widget = named ?? (name.widget === undefined || others.length === 0 ? first : undefined);
    if (widget !== undefined) return { found, widget: { app: name.app, widget } };
    throw new LaMetricError('NOT_FOUND', `${name.app}: ${widgets.join(', ') || '-'}`);
  };

  return {
    find: async (msg, signal) => find(await nameFor(msg, signal), signal),
    withWidget: async (msg, work, signal) => {
      const { app, widget } = await nameFor(msg, signal);
      const look = async () => (await find({ app, widget }, signal)).widget;
      const chosen = widget === undefined ? await look() : { app, widget };
      try {
        await work(chosen);
        return chosen;
      } catch (error) {
        if (!(error instanceof LaMetricError && error.statusCode === 404)) throw error;
        const own = await look();
        if (own.widget === chosen.widget) throw error;
        await work(own);
        return own;
      }
    },
  };
}
