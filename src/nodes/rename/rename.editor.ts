import { DevicePicker } from '../../editor/device-picker';
import {
  VARIABLE_TYPES,
  deviceValidator,
  filledValidator,
  makeAccessible,
  onlyAccount,
} from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import type { RenameProperties } from './rename';

const text = textOf('rename');
let picker: DevicePicker | undefined;

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
    return this.name || text('node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  onadd() {
    // Also called for what was imported, which is left as it came.
    if (!RED.nodes.node(this.id)) this.account ||= onlyAccount();
  },
  oneditprepare() {
    const device = $('#node-input-device');
    picker = new DevicePicker({ account: $('#node-input-account'), device });
    device.typedInput({ types: [picker.type, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    $('#node-input-newName').typedInput({
      types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-newNameType',
    });
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    picker?.close();
  },
  oneditcancel() {
    picker?.close();
  },
});
