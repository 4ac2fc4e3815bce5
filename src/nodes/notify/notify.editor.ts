import { labelStyle, takeOnlyClock } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import type { NotifyProperties } from './properties';
import { NotifyDialog, sources } from './editor/dialog';
import { frameProblem, isTimes } from './editor/problems';
import { isSound } from './editor/sounds';

const text = textOf('notify');
let dialog: NotifyDialog | undefined;
const close = () => dialog?.close();

takeOnlyClock('lametric notify');

RED.nodes.registerType<NotifyProperties & { outputs: number }>('lametric notify', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-notify.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    device: {
      value: '',
      type: 'lametric-device',
      required: true,
      label: commonText('label.lametric-device'),
    },
    frames: {
      value: [{ type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null }],
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => frameProblem(value, sources(), text) ?? true,
    },
    priority: { value: 'info' },
    iconType: { value: 'none' },
    sound: { value: '', validate: (value, _options) => isSound(value) || text('invalid.sound') },
    repeat: { value: 1, validate: (value, _options) => isTimes(value) || text('invalid.repeat') },
    cycles: { value: 1, validate: (value, _options) => isTimes(value) || text('invalid.cycles') },
    lifetime: {
      value: '',
      validate: (value, _options) =>
        value === '' || (isTimes(value) && value > 0) || text('invalid.lifetime'),
    },
    refused: { value: 'error' },
    replace: { value: false },
    ended: { value: false },
    outputs: { value: 1 },
  },
  paletteLabel: () => text('palette'),
  label() {
    const [frame] = this.frames;
    const says = frame?.type === 'text' && frame.valueType === 'str' ? frame.value : '';
    const clock = RED.nodes.node(this.device);
    const purpose = clock ? `${text('palette')}: ${RED.utils.getNodeLabel(clock)}` : text('node');
    return this.name || says || purpose;
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: (index) => text(index === 0 ? 'port.shown' : 'port.ended'),
  oneditprepare() {
    dialog = new NotifyDialog(this);
  },
  oneditsave() {
    // Node-RED then reads the fields, and leaves what is equal but for its type.
    Object.assign(this, dialog?.saved);
    close();
  },
  oneditcancel: close,
  oneditdelete: close,
});
