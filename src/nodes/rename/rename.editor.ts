import { DevicePicker } from '../../editor/device-picker';
import {
  VARIABLE_TYPES,
  deviceValidator,
  filledValidator,
  makeAccessible,
  onlyAccount,
} from '../../editor/form';
import type { Editor, Translate } from '../../editor/red';
import type { RenameProperties } from './rename';

declare const RED: Editor;

const text: Translate = (key, values) => RED._(`@flowclock/node-red-lametric/rename:rename.${key}`, values);
let picker: DevicePicker | undefined;

RED.nodes.registerType<RenameProperties>('lametric rename', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-rename.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'lametric-account', required: true, label: text('label.account') },
    device: { value: '', validate: deviceValidator(RED, 'deviceType', text) },
    deviceType: { value: 'str' },
    newName: {
      value: 'payload',
      validate: filledValidator(RED, 'newNameType', () => text('invalid.new-name')),
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
  inputLabels: () => text('port.input'),
  outputLabels: () => text('port.output'),
  onadd() {
    // Also called for what was imported, which is left as it came.
    if (!RED.nodes.node(this.id)) this.account ||= onlyAccount(RED);
  },
  oneditprepare() {
    const device = $('#node-input-device');
    picker = new DevicePicker(RED, { account: $('#node-input-account'), device });
    device.typedInput({ types: [picker.type, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    $('#node-input-newName').typedInput({
      types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-newNameType',
    });
    makeAccessible(RED, $('#dialog-form'));
  },
  oneditsave() {
    picker?.close();
  },
  oneditcancel() {
    picker?.close();
  },
});
