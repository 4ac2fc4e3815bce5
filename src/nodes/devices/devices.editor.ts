import { ACCOUNT, labelStyle, unchecked } from '../../editor/definition';
import {
  VARIABLE_TYPES,
  complete,
  deviceValidator,
  fillIn,
  leaveUnset,
  makeAccessible,
  nodeLabel,
} from '../../editor/form';
import { deviceSource, namesToo } from '../../editor/picker/devices';
import { pickerType } from '../../editor/picker/picker';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type DevicesProperties } from './properties';

const text = textOf('devices');

RED.nodes.registerType<DevicesProperties>('lametric devices', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-devices.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    account: ACCOUNT,
    device: { value: DEFAULTS.device, validate: deviceValidator(DEFAULTS) },
  },
  paletteLabel: () => text('palette'),
  label() {
    return nodeLabel(complete(this, DEFAULTS), text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels() {
    const { output, deviceType } = complete(this, DEFAULTS);
    return text(output === 'each' || deviceType !== 'all' ? 'port.device' : 'port.devices');
  },
  oneditprepare() {
    fillIn(this, DEFAULTS);
    const device = $('#node-input-device');
    const picker = pickerType(device, deviceSource($('#node-input-account'), namesToo()));
    const all = { value: 'all', label: text('device.all'), hasValue: false };
    device.typedInput({ types: [all, picker, ...VARIABLE_TYPES], typeField: '#node-input-deviceType' });
    const keys = $('#node-input-apiKeys');
    const warn = () => $('#lametric-api-keys').toggle(keys.prop('checked') === true);
    keys.on('change', warn);
    warn();
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    leaveUnset(this, DEFAULTS);
  },
});
