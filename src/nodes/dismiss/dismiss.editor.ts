import { clocksRow } from '../../editor/clocks/row';
import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { currentValue, fillIn, filledValidator, leaveUnset, makeAccessible } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type DismissProperties } from './properties';

const text = textOf('dismiss');
const validateTarget = filledValidator('target', DEFAULTS, () => text('invalid.target'));

const hasTarget = (which: unknown) => which === 'topic' || which === 'id';

RED.nodes.registerType<DismissProperties>('lametric dismiss', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-dismiss.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    ...CLOCKS,
    target: {
      value: DEFAULTS.target,
      validate(value, options) {
        return hasTarget(currentValue(this, 'which', DEFAULTS.which))
          ? validateTarget.call(this, value, options)
          : true;
      },
    },
  },
  paletteLabel: () => text('palette'),
  label: clockLabel(DEFAULTS, () => ({ node: text('node'), purpose: text('palette') })),
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  oneditprepare() {
    fillIn(this, DEFAULTS);
    clocksRow($('#dialog-form'));
    $('#node-input-target').typedInput({
      types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-targetType',
    });
    $('#node-input-which')
      .on('change', (event) => {
        $('#lametric-dismiss-target').toggle(hasTarget($(event.currentTarget).val()));
      })
      .trigger('change');
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    leaveUnset(this, DEFAULTS);
  },
});
