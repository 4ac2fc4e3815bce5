import {
  VARIABLE_TYPES,
  deviceValidator,
  labelStyle,
  makeAccessible,
  nodeLabel,
  takeOnlyAccount,
} from '../../editor/form';
import { DeviceSource, namesToo } from '../../editor/picker/devices';
import { Picker } from '../../editor/picker/picker';
import { commonText, textOf } from '../../editor/text';
import type { DevicesProperties } from './devices';

const text = textOf('devices');

takeOnlyAccount('lametric devices');

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
    return nodeLabel(this, text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    return text(this.output === 'each' || this.deviceType !== 'all' ? 'port.device' : 'port.devices');
  },
  oneditprepare() {
    const device = $('#node-input-device');
    const picker = new Picker(device, new DeviceSource($('#node-input-account'), namesToo()));
    const all = { value: 'all', label: text('device.all'), hasValue: false };
    device.typedInput({ types: [all, picker.type, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    const keys = $('#node-input-apiKeys');
    const warn = () => $('#lametric-api-keys').toggle(keys.prop('checked') === true);
    keys.on('change', warn);
    warn();
    makeAccessible($('#dialog-form'));
  },
});
