import { clockNodeLabel, complete, fillIn, labelStyle, takeOnlyClock } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type NotifyProperties, completeFrame } from './properties';
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
    name: { value: DEFAULTS.name },
    device: {
      value: DEFAULTS.device,
      type: 'lametric-device',
      required: true,
      label: commonText('label.clock'),
    },
    frames: {
      value: DEFAULTS.frames,
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => frameProblem(value ?? DEFAULTS.frames, sources(), text) ?? true,
    },
    priority: { value: DEFAULTS.priority },
    iconType: { value: DEFAULTS.iconType },
    sound: {
      value: DEFAULTS.sound,
      validate: (value, _options) => isSound(value ?? DEFAULTS.sound) || text('invalid.sound'),
    },
    repeat: {
      value: DEFAULTS.repeat,
      validate: (value, _options) => isTimes(value ?? DEFAULTS.repeat) || text('invalid.repeat'),
    },
    cycles: {
      value: DEFAULTS.cycles,
      validate: (value, _options) => isTimes(value ?? DEFAULTS.cycles) || text('invalid.cycles'),
    },
    lifetime: {
      value: DEFAULTS.lifetime,
      validate(value, _options) {
        const lifetime = value ?? DEFAULTS.lifetime;
        return lifetime === '' || (isTimes(lifetime) && lifetime > 0) || text('invalid.lifetime');
      },
    },
    refused: { value: DEFAULTS.refused },
    replace: { value: DEFAULTS.replace },
    ended: { value: DEFAULTS.ended },
    outputs: { value: 1 },
  },
  paletteLabel: () => text('palette'),
  label() {
    const { name, device, frames } = complete<NotifyProperties>(this, DEFAULTS);
    const [frame] = frames.map(completeFrame);
    const says = frame?.type === 'text' && frame.valueType === 'str' ? frame.value : '';
    return clockNodeLabel({ name: name || says, device }, text('node'), text('palette'));
  },
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: (index) => text(index === 0 ? 'port.shown' : 'port.ended'),
  oneditprepare() {
    dialog = new NotifyDialog(fillIn<NotifyProperties>(this, DEFAULTS));
  },
  oneditsave() {
    // Node-RED then reads the fields, and leaves what is equal but for its type.
    Object.assign(this, dialog?.saved);
    close();
  },
  oneditcancel: close,
  oneditdelete: close,
});
