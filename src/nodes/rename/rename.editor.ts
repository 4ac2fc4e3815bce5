import {
  VARIABLE_TYPES,
  complete,
  deviceValidator,
  fillIn,
  filledValidator,
  labelStyle,
  makeAccessible,
  nodeLabel,
  takeOnlyAccount,
} from '../../editor/form';
import { DeviceSource, namesToo } from '../../editor/picker/devices';
import { Picker } from '../../editor/picker/picker';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type RenameProperties } from './properties';

const text = textOf('rename');

takeOnlyAccount('lametric rename');

RED.nodes.registerType<RenameProperties>('lametric rename', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-rename.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: DEFAULTS.name },
    account: {
      value: DEFAULTS.account,
      type: 'lametric-account',
      required: true,
      label: commonText('label.account'),
    },
    device: { value: DEFAULTS.device, validate: deviceValidator(DEFAULTS) },
    deviceType: { value: DEFAULTS.deviceType },
    newName: {
      value: DEFAULTS.newName,
      validate: filledValidator('newName', DEFAULTS, () => text('invalid.new-name')),
    },
    newNameType: { value: DEFAULTS.newNameType },
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
    const picker = new Picker(device, new DeviceSource($('#node-input-account'), namesToo()));
    device.typedInput({ types: [picker.type, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    $('#node-input-newName').typedInput({
      types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-newNameType',
    });
    makeAccessible($('#dialog-form'));
  },
});
