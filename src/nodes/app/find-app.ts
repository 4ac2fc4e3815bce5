import type { Node, NodeAPI } from 'node-red';
import { type AppName, parseAppName } from '../../lametric/clock/action';
import { getApp } from '../../lametric/clock/requests';
import type { Widget } from '../../lametric/clock/events';
import type { App } from '../../lametric/clock/types';
import { LaMetricError, listNames, shortName } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';
import { shorten } from '../../lametric/guards';
import { type Evaluate, type TypedProperty, evaluator, sourceOf } from '../../runtime/typed-input';

/**
 * Prepares the evaluation of a TypedInput that chooses an app or one of its widgets. It rejects with `LaMetricError`
 * `INVALID_INPUT` if the value is no app.
 */
export function appReader(RED: NodeAPI, node: Node, property: TypedProperty): Evaluate<AppName> {
  const evaluate = evaluator(RED, node, property);
  return async (msg, signal) => {
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
}

/**
 * Finds an app as the clock has it, with the chosen widget.
 * @throws {LaMetricError} `NOT_FOUND` if the clock does not have it, or an error of the request
 */
export async function findApp(
  clock: Connection,
  name: AppName,
  signal: AbortSignal,
): Promise<{ found: App; widget: Widget }> {
  const found = await clock.send(getApp(name.app), signal);
  const widgets = Object.keys(found.widgets ?? {});
  const [first, ...others] = widgets;
  const named = widgets.find((widget) => widget === name.widget);
  const widget = named ?? (name.widget === undefined || others.length === 0 ? first : undefined);
  if (widget !== undefined) return { found, widget: { app: name.app, widget } };
  throw new LaMetricError('NOT_FOUND', `${shortName(name.app)}: ${listNames(widgets) || '-'}`);
}

/**
 * Does something with the chosen widget. Ids of widgets differ from clock to clock and change with updates: where the clock
 * does not know the chosen one, the app's only widget takes its place.
 * @returns the widget
 * @throws {LaMetricError} as `findApp`
 */
export async function withWidget(
  clock: Connection,
  { app, widget }: AppName,
  work: (widget: Widget) => Promise<void>,
  signal: AbortSignal,
): Promise<Widget> {
  const look = async () => (await findApp(clock, { app, widget }, signal)).widget;
  const chosen = widget === undefined ? await look() : { app, widget };
  try {
    await work(chosen);
    return chosen;
  } catch (error) {
    if (!(error instanceof LaMetricError && mayLackWidget(error))) throw error;
    const own = await look();
    if (own.widget === chosen.widget) throw error;
    await work(own);
    return own;
  }
}

/** Nobody knows in which way every firmware refuses a widget that it does not have. */
function mayLackWidget({ code, reason }: LaMetricError): boolean {
  return code === 'NOT_FOUND' || (code === 'REJECTED' && reason !== 'notification');
}
