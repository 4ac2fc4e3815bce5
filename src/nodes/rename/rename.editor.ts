import {
  VARIABLE_TYPES,
  deviceValidator,
  filledValidator,
  labelStyle,
  makeAccessible,
  nodeLabel,
  takeOnlyAccount,
} from '../../editor/form';
import { DeviceSource, namesToo } from '../../editor/picker/devices';
import { Picker } from '../../editor/picker/picker';
import { commonText, textOf } from '../../editor/text';
import type { RenameProperties } from './rename';

const text = textOf('rename');

takeOnlyAccount('lametric rename');

RED.nodes.registerType<RenameProperties>('lametric rename', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-rename.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'lametric-account', required: true, label: commonText('label.account') },
    device: { value: '', validate: deviceValidator('deviceType') },
    deviceType: { value: 'str' },
    newName: {
      value: 'payload',
      validate: filledValidator('newNameType', () => text('invalid.new-name')),
    },
    newNameType: { value: 'msg' },
  },
  paletteLabel: () => text('palette'),
  label() {
    return nodeLabel(this, text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  oneditprepare() {
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
