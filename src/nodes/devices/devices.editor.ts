import { DevicePicker } from '../../editor/device-picker';
import { VARIABLE_TYPES, deviceValidator, makeAccessible, onlyAccount } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import type { DevicesProperties } from './devices';

const text = textOf('devices');
let picker: DevicePicker | undefined;

RED.nodes.registerType<DevicesProperties>('lametric devices', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-devices.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'lametric-account', required: true, label: commonText('label.account') },
    device: { value: '', validate: deviceValidator('deviceType') },
    deviceType: { value: 'all' },
    output: { value: 'array' },
    apiKeys: { value: false },
  },
  paletteLabel: () => text('palette'),
  label() {
    return this.name || text('node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(this.output === 'each' || this.deviceType !== 'all' ? 'port.device' : 'port.devices');
  },
  onadd() {
    // Also called for what was imported, which is left as it came.
    if (!RED.nodes.node(this.id)) this.account ||= onlyAccount();
  },
  oneditprepare() {
    const device = $('#node-input-device');
    picker = new DevicePicker({ account: $('#node-input-account'), device });
    const all = { value: 'all', label: text('device.all'), hasValue: false };
    device.typedInput({ types: [all, picker.type, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    const keys = $('#node-input-apiKeys');
    const warn = () => $('#lametric-api-keys').toggle(keys.prop('checked') === true);
    keys.on('change', warn);
    warn();
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    picker?.close();
  },
  oneditcancel() {
    picker?.close();
  },
});
