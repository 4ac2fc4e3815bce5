import { clockNodeLabel, filledValidator, labelStyle, takeOnlyClock } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import type { AppProperties } from './app';
import { AppDialog } from './editor/dialog';
import { purposeOf } from './editor/label';

const text = textOf('app');
let dialog: AppDialog | undefined;
/** What the form has found wrong with a node's parameters: without the clock nobody can tell. */
const problems = new WeakMap<object, string>();

const validateApp = filledValidator('appType', () => text('invalid.app'));

takeOnlyClock('lametric app');

RED.nodes.registerType<AppProperties>('lametric app', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-app.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    device: { value: '', type: 'lametric-device', required: true, label: commonText('label.clock') },
    action: { value: 'next' },
    app: {
      value: '',
      validate(value, options) {
        return !needs(this, 'app') || validateApp.call(this, value, options);
      },
    },
    appType: { value: 'str' },
    seconds: {
      value: 20,
      // The second parameter tells Node-RED that a text is a reason.
      validate(value, _options) {
        return !needs(this, 'seconds') || Number(value) > 0 || text('invalid.seconds');
      },
    },
    actionId: {
      value: '',
      validate(value, _options) {
        return !needs(this, 'actionId') || value.trim() !== '' || text('invalid.action');
      },
    },
    parameters: {
      value: [],
      validate(_value, _options) {
        return problems.get(this) ?? true;
      },
    },
    activate: { value: true },
  },
  paletteLabel: () => text('palette'),
  label() {
    return clockNodeLabel(this, text('node'), purposeOf(this));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(this.action === 'do' ? 'port.data' : 'port.app');
  },
  oneditprepare() {
    dialog = new AppDialog(this.parameters);
  },
  oneditsave() {
    if (dialog === undefined) return;
    const { parameters, problem } = dialog;
    this.parameters = parameters;
    if (problem === undefined) problems.delete(this);
    else problems.set(this, problem);
  },
});

/** Whether the chosen action needs a property: in the open dialog, else as it is saved. */
function needs(node: object, property: 'app' | 'seconds' | 'actionId'): boolean {
  const action = String($('#node-input-action').val() ?? Reflect.get(node, 'action'));
  if (property === 'seconds') return action === 'show';
  return property === 'actionId' ? action === 'do' : ['activate', 'show', 'do'].includes(action);
}
