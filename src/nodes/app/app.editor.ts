import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { changesOf, complete, currentValue, fillIn, filledValidator, leaveUnset } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { type AppProperties, DEFAULTS, completeParameter } from './properties';
import { AppDialog } from './editor/dialog';
import { purposeOf } from './editor/label';

const text = textOf('app');
let dialog: AppDialog | undefined;
/** The problems that a form has found in a node's parameters: only a form knows what the clock expects. */
const problems = new WeakMap<object, string>();

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
        return problems.get(this) ?? true;
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
    if (problem === undefined) problems.delete(this);
    else problems.set(this, problem);
  },
});

/** Whether the chosen action needs a property. */
function needs(node: object, property: 'app' | 'seconds' | 'actionId'): boolean {
  const action = currentValue(node, 'action', DEFAULTS.action);
  if (property === 'seconds') return action === 'show';
  return property === 'actionId' ? action === 'do' : ['activate', 'show', 'do'].includes(action);
}
