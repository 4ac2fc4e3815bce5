import {
  clockNodeLabel,
  complete,
  fillIn,
  labelStyle,
  makeAccessible,
  takeOnlyClock,
} from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type StateProperties } from './properties';

const text = textOf('state');

takeOnlyClock('lametric state');

RED.nodes.registerType<StateProperties>('lametric state', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-state.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: DEFAULTS.name },
    device: {
      value: DEFAULTS.device,
      type: 'lametric-device',
      required: true,
      label: commonText('label.clock'),
    },
    what: { value: DEFAULTS.what },
  },
  paletteLabel: () => text('palette'),
  label() {
    return clockNodeLabel(complete(this, DEFAULTS), text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(`what.${complete(this, DEFAULTS).what}`);
  },
  oneditprepare() {
    fillIn(this, DEFAULTS);
    makeAccessible($('#dialog-form'));
  },
});
