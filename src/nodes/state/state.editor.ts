import { clockNodeLabel, labelStyle, makeAccessible, takeOnlyClock } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import type { StateProperties } from './state';

const text = textOf('state');

takeOnlyClock('lametric state');

RED.nodes.registerType<StateProperties>('lametric state', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-state.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    device: { value: '', type: 'lametric-device', required: true, label: commonText('label.clock') },
    what: { value: 'device' },
  },
  paletteLabel: () => text('palette'),
  label() {
    return clockNodeLabel(this, text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(`what.${this.what}`);
  },
  oneditprepare() {
    makeAccessible($('#dialog-form'));
  },
});
