import { ACCOUNT, labelStyle, unchecked } from '../../editor/definition';
import {
  VARIABLE_TYPES,
  complete,
  deviceValidator,
  fillIn,
  filledValidator,
  leaveUnset,
  makeAccessible,
  nodeLabel,
} from '../../editor/form';
import { deviceSource, namesToo } from '../../editor/picker/devices';
import { pickerType } from '../../editor/picker/picker';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type RenameProperties } from './properties';

const text = textOf('rename');

RED.nodes.registerType<RenameProperties>('lametric rename', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-rename.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    account: ACCOUNT,
    device: { value: DEFAULTS.device, validate: deviceValidator(DEFAULTS) },
    newName: {
      value: DEFAULTS.newName,
      validate: filledValidator('newName', DEFAULTS, () => text('invalid.new-name')),
    },
  },
  paletteLabel: () => text('palette'),
  label() {
    return nodeLabel(complete(this, DEFAULTS), text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  oneditprepare() {
    fillIn(this, DEFAULTS);
    const device = $('#node-input-device');
    const picker = pickerType(device, deviceSource($('#node-input-account'), namesToo()));
    device.typedInput({ types: [picker, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    $('#node-input-newName').typedInput({
      types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-newNameType',
    });
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    leaveUnset(this, DEFAULTS);
  },
});
