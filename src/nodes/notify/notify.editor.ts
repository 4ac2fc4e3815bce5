import { CLOCK, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { complete, fillIn } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type NotifyProperties, completeFrame } from './properties';
import { NotifyDialog, sources } from './editor/dialog';
import { frameProblem, isTimes } from './editor/problems';
import { isSound } from './editor/sounds';

const text = textOf('notify');
let dialog: NotifyDialog | undefined;
const close = () => dialog?.close();
const label = clockLabel<NotifyProperties>(DEFAULTS, () => ({
  node: text('node'),
  purpose: text('palette'),
}));

RED.nodes.registerType<NotifyProperties & { outputs: number }>('lametric notify', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-notify.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    device: CLOCK,
    frames: {
      value: DEFAULTS.frames,
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => frameProblem(value ?? DEFAULTS.frames, sources(), text) ?? true,
    },
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
    outputs: { value: 1 },
  },
  paletteLabel: () => text('palette'),
  label() {
    const [frame] = complete<NotifyProperties>(this, DEFAULTS).frames.map(completeFrame);
    const says = frame?.type === 'text' && frame.valueType === 'str' ? frame.value : '';
    return this.name || says || label.call(this);
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
