import type { Node, NodeAPI } from 'node-red';
import { type AppName, parseAppName } from '../../lametric/clock/action';
import { getApp } from '../../lametric/clock/requests';
import type { Widget } from '../../lametric/clock/events';
import type { App } from '../../lametric/clock/types';
import { LaMetricError } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';
import { type Evaluate, type TypedProperty, evaluator, shorten, sourceOf } from '../../runtime/typed-input';

/**
 * Prepares the evaluation of a TypedInput that chooses an app or one of its widgets. Both ways reject with `LaMetricError`:
 * `INVALID_INPUT` if the value is no app, `NOT_FOUND` if the clock does not have it, or an error of the request.
 */
export function appFinder(
  RED: NodeAPI,
  node: Node,
  clock: Connection,
  property: TypedProperty,
): {
  /** The app as the clock has it, with its widget. */
  find: Evaluate<{ found: App; widget: Widget }>;
  /** The widget alone, which often asks nobody. */
  findWidget: Evaluate<Widget>;
} {
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

  const ask = async (name: AppName, signal: AbortSignal) => {
    const found = await clock.send(getApp(name.app), signal);
    const widget = name.widget ?? Object.keys(found.widgets ?? {})[0];
    if (widget === undefined) throw new LaMetricError('NOT_FOUND', `${name.app} has no widget`);
    return { found, widget: { app: name.app, widget } };
  };

  return {
    find: async (msg, signal) => ask(await nameFor(msg, signal), signal),
    findWidget: async (msg, signal) => {
      const name = await nameFor(msg, signal);
      const { app, widget } = name;
      return widget === undefined ? (await ask(name, signal)).widget : { app, widget };
    },
  };
}
