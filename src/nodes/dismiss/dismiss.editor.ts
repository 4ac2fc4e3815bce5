import { filledValidator, labelStyle, makeAccessible, takeOnlyClock } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import type { DismissProperties } from './dismiss';

const text = textOf('dismiss');
const validateTarget = filledValidator('targetType', () => text('invalid.target'));

const hasTarget = (which: unknown) => which === 'topic' || which === 'id';

takeOnlyClock('lametric dismiss');

RED.nodes.registerType<DismissProperties>('lametric dismiss', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-dismiss.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    device: {
      value: '',
      type: 'lametric-device',
      required: true,
      label: commonText('label.lametric-device'),
    },
    which: { value: 'topic' },
    target: {
      value: 'topic',
      validate(value, options) {
        const which = $('#node-input-which').val() ?? Reflect.get(this, 'which');
        return hasTarget(which) ? validateTarget.call(this, value, options) : true;
      },
    },
    targetType: { value: 'msg' },
  },
  paletteLabel: () => text('palette'),
  label() {
    const clock = RED.nodes.node(this.device);
    return this.name || (clock ? `${text('palette')}: ${RED.utils.getNodeLabel(clock)}` : text('node'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  oneditprepare() {
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
});
