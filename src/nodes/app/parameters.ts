import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { actionsOf, choicesOf, readParameter } from '../../lametric/clock/action';
import type { ActionParameter, App } from '../../lametric/clock/types';
import { LaMetricError } from '../../lametric/errors';
import { type TypedProperty, evaluator, shorten, sourceOf } from '../../runtime/typed-input';
import { type ParameterProperties, completeParameter } from './properties';

/**
 * Prepares the evaluation of an action's parameters, which are checked against what the clock says of the action. It rejects
 * with `LaMetricError` `INVALID_INPUT` for an action that the app does not have and for values that it cannot use.
 */
export function parameterReader(
  RED: NodeAPI,
  node: Node,
  actionId: string,
  parameters: readonly Partial<ParameterProperties>[],
): (app: App, msg: NodeMessageInFlow, signal: AbortSignal) => Promise<Record<string, unknown>> {
  const invalid = (key: string, values: Record<string, string>) =>
    new LaMetricError('INVALID_INPUT', RED._(`app.error.${key}`, { action: actionId, ...values }));

  const inputs = parameters.map(completeParameter).map(({ name, value, valueType }) => {
    const property: TypedProperty = { value, type: valueType };
    return { name, source: sourceOf(RED, property), evaluate: evaluator(RED, node, property) };
  });

  const read = (name: string, parameter: ActionParameter, value: unknown, source: string) => {
    const { value: checked, problem } = readParameter(parameter, value);
    if (problem === undefined) return checked;
    throw invalid(`parameter-${problem}`, {
      name,
      source,
      value: shorten(value),
      choices: choicesOf(parameter).join(', '),
    });
  };

  return async (app, msg, signal) => {
    const actions = actionsOf(app);
    const known = Object.hasOwn(actions, actionId) ? actions[actionId] : undefined;
    if (known === undefined) {
      const names = Object.keys(actions).join(', ') || '-';
      throw invalid(actionId === '' ? 'no-action' : 'unknown-action', { app: app.title ?? '', names });
    }
    const unknown = inputs.find(({ name }) => !Object.hasOwn(known, name));
    if (unknown !== undefined) {
      const names = Object.keys(known).join(', ') || '-';
      throw invalid('unknown-parameter', { name: unknown.name, names });
    }
    const entries = Object.entries(known).map(async ([name, parameter]) => {
      const input = inputs.find((each) => each.name === name);
      const value = await input?.evaluate(msg, signal);
      return [name, read(name, parameter, value, input?.source ?? '')];
    });
    return Object.fromEntries(await Promise.all(entries));
  };
}
