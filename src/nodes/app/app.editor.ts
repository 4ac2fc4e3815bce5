import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { changesOf, complete, currentValue, fillIn, filledValidator, leaveUnset } from '../../editor/form';
import type { Saved } from '../../editor/red';
import { commonText, textOf } from '../../editor/text';
import { type AppProperties, DEFAULTS, completeParameter } from './properties';
import { AppDialog } from './editor/dialog';
import { purposeOf } from './editor/label';

const text = textOf('app');
let dialog: AppDialog | undefined;
/**
 * The problems that a form has found in a node's parameters, by what it has judged: only a form knows what the clock expects,
 * and after an undo the node is as it was.
 */
const problems = new WeakMap<object, Map<string, string>>();

const validateApp = filledValidator('app', DEFAULTS, () => text('invalid.app'));

RED.nodes.registerType<AppProperties>('lametric app', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-app.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    ...CLOCKS,
    app: {
      value: DEFAULTS.app,
      validate(value, options) {
        return !needs(this, 'app') || validateApp.call(this, value, options);
      },
    },
    seconds: {
      value: DEFAULTS.seconds,
      // The second parameter tells Node-RED that a text is a reason.
      validate(value, _options) {
        return !needs(this, 'seconds') || Number(value ?? DEFAULTS.seconds) > 0 || text('invalid.seconds');
      },
    },
    actionId: {
      value: DEFAULTS.actionId,
      validate(value, _options) {
        return (
          !needs(this, 'actionId') || (value ?? DEFAULTS.actionId).trim() !== '' || text('invalid.action')
        );
      },
    },
    parameters: {
      value: DEFAULTS.parameters,
      validate(_value, _options) {
        return problems.get(this)?.get(judgedOf(this)) ?? true;
      },
    },
  },
  paletteLabel: () => text('palette'),
  label: clockLabel(DEFAULTS, (node) => ({ node: text('node'), purpose: purposeOf(node) })),
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(complete(this, DEFAULTS).action === 'do' ? 'port.data' : 'port.app');
  },
  oneditprepare() {
    dialog = new AppDialog(fillIn(this, DEFAULTS));
  },
  oneditsave() {
    if (dialog === undefined) return;
    const { parameters, problem } = dialog;
    Object.assign(
      this,
      changesOf({ parameters: complete(this, DEFAULTS).parameters.map(completeParameter) }, { parameters }),
    );
    leaveUnset(this, DEFAULTS);
    const found = problems.get(this) ?? new Map<string, string>();
    problems.set(this, found);
    if (problem === undefined) found.delete(judgedOf(this));
    else found.set(judgedOf(this), problem);
  },
});

/** All that decides whether the parameters can be used. */
function judgedOf(node: Saved<AppProperties>): string {
  const [action, app, appType, actionId] = (['action', 'app', 'appType', 'actionId'] as const).map((name) =>
    currentValue(node, name, DEFAULTS[name]),
  );
  return JSON.stringify({ action, app, appType, actionId, parameters: complete(node, DEFAULTS).parameters });
}

/** Whether the chosen action needs a property. */
function needs(node: object, property: 'app' | 'seconds' | 'actionId'): boolean {
  const action = currentValue(node, 'action', DEFAULTS.action);
  if (property === 'seconds') return action === 'show';
  return property === 'actionId' ? action === 'do' : ['activate', 'show', 'do'].includes(action);
}
