import { clocksRow } from '../../editor/clocks/row';
import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { complete, fillIn, leaveUnset, makeAccessible } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type StateProperties } from './properties';

const text = textOf('state');

RED.nodes.registerType<StateProperties>('lametric state', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-state.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    ...CLOCKS,
  },
  paletteLabel: () => text('palette'),
  label: clockLabel(DEFAULTS, () => ({ node: text('node'), purpose: text('palette') })),
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(`what.${complete(this, DEFAULTS).what}`);
  },
  oneditprepare() {
    fillIn(this, DEFAULTS);
    clocksRow($('#dialog-form'));
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    leaveUnset(this, DEFAULTS);
  },
});
