import { DevicePicker } from '../../editor/device-picker';
import { VARIABLE_TYPES, deviceValidator, makeAccessible, onlyAccount } from '../../editor/form';
import type { Editor, Translate } from '../../editor/red';
import type { DevicesProperties } from './devices';

declare const RED: Editor;

const text: Translate = (key, values) => RED._(`@flowclock/node-red-lametric/devices:devices.${key}`, values);
let picker: DevicePicker | undefined;

RED.nodes.registerType<DevicesProperties>('lametric devices', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-devices.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'lametric-account', required: true, label: text('label.account') },
    device: { value: '', validate: deviceValidator(RED, 'deviceType', text) },
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
  inputLabels: () => text('port.input'),
  outputLabels() {
    return text(this.output === 'each' || this.deviceType !== 'all' ? 'port.device' : 'port.devices');
  },
  onadd() {
    // Also called for what was imported, which is left as it came.
    if (!RED.nodes.node(this.id)) this.account ||= onlyAccount(RED);
  },
  oneditprepare() {
    const device = $('#node-input-device');
    picker = new DevicePicker(RED, { account: $('#node-input-account'), device });
    const all = { value: 'all', label: text('device.all'), hasValue: false };
    device.typedInput({ types: [all, picker.type, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    const keys = $('#node-input-apiKeys');
    const warn = () => $('#lametric-api-keys').toggle(keys.prop('checked') === true);
    keys.on('change', warn);
    warn();
    makeAccessible(RED, $('#dialog-form'));
  },
  oneditsave() {
    picker?.close();
  },
  oneditcancel() {
    picker?.close();
  },
});
