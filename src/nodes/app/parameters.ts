import type { Node, NodeAPI } from 'node-red';
import { actionsOf, choicesOf, readParameter } from '../../lametric/clock/action';
import type { ActionParameter, App } from '../../lametric/clock/types';
import { LaMetricError, listNames, shortName } from '../../lametric/errors';
import { shorten } from '../../lametric/guards';
import { type Evaluate, type TypedProperty, evaluator, sourceOf } from '../../runtime/typed-input';
import { type ParameterProperties, completeParameter } from './properties';

/** A parameter as it came. */
interface Given {
  name: string;
  value: unknown;
  /** Where the value comes from, in a message to the user. */
  source: string;
}

/** Prepares the evaluation of an action's parameters; see `evaluator`. */
export function parameterReader(
  RED: NodeAPI,
  node: Node,
  parameters: readonly Partial<ParameterProperties>[],
): Evaluate<Given[]> {
  const inputs = parameters.map(completeParameter).map(({ name, value, valueType }) => {
    const property: TypedProperty = { value, type: valueType };
    return { name, source: sourceOf(RED, property), evaluate: evaluator(RED, node, property) };
  });
  return (msg, signal) =>
    Promise.all(
      inputs.map(async ({ name, source, evaluate }) => {
        return { name, source, value: await evaluate(msg, signal) };
      }),
    );
}

/**
 * The parameters of an action, as the clock takes them.
 * @param app as the clock has it
 * @throws {LaMetricError} `INVALID_INPUT` for an action that the app does not have and for values that it cannot use
 */
export function checkParameters(
  RED: NodeAPI,
  app: App,
  actionId: string,
  given: readonly Given[],
): Record<string, unknown> {
  const invalid = (key: string, values: Record<string, string>) =>
    new LaMetricError('INVALID_INPUT', RED._(`app.error.${key}`, { action: actionId, ...values }));

  const read = (name: string, parameter: ActionParameter) => {
    const { value, source = '' } = given.find((each) => each.name === name) ?? {};
    const { value: checked, problem } = readParameter(parameter, value);
    if (problem === undefined) return checked;
    throw invalid(`parameter-${problem}`, {
      name,
      source,
      value: shorten(value),
      choices: listNames(choicesOf(parameter)),
    });
  };

  const actions = actionsOf(app);
  const known = Object.hasOwn(actions, actionId) ? actions[actionId] : undefined;
  if (known === undefined) {
    const names = listNames(Object.keys(actions)) || '-';
    throw invalid(actionId === '' ? 'no-action' : 'unknown-action', {
      app: shortName(app.title ?? ''),
      names,
    });
  }
  const unknown = given.find(({ name }) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    const names = listNames(Object.keys(known)) || '-';
    throw invalid('unknown-parameter', { name: unknown.name, names });
  }
  return Object.fromEntries(Object.entries(known).map(([name, parameter]) => [name, read(name, parameter)]));
}
