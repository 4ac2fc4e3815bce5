import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { changesOf, complete, currentValue, fillIn, filledValidator, leaveUnset } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { sources } from '../../frames/editor/contents';
import { frameProblem } from '../../frames/editor/problems';
import { completeFrame } from '../../frames/frame';
import { DEFAULTS, type NotifyProperties } from './properties';
import { NotifyDialog } from './editor/dialog';
import { isBuiltIn, isSound } from './editor/sounds';
import { isTimes } from './editor/times';

const text = textOf('notify');
const validateSource = filledValidator('sound', DEFAULTS, () => text('invalid.sound'));
let dialog: NotifyDialog | undefined;
let opened: object = {};
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
    ...CLOCKS,
    frames: {
      value: DEFAULTS.frames,
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => frameProblem(value ?? DEFAULTS.frames, sources(), commonText) ?? true,
    },
    sound: {
      value: DEFAULTS.sound,
      validate(value, options) {
        const type = currentValue(this, 'soundType', DEFAULTS.soundType);
        if (type !== DEFAULTS.soundType) return validateSource.call(this, value, options);
        return isSound(value ?? DEFAULTS.sound) || text('invalid.sound');
      },
    },
    fallback: {
      value: DEFAULTS.fallback,
      validate: (value, _options) => isBuiltIn(value ?? DEFAULTS.fallback) || text('invalid.fallback'),
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
    opened = dialog.saved;
  },
  oneditsave() {
    // Node-RED then reads the fields, and leaves what is equal but for its type.
    if (dialog !== undefined) Object.assign(this, changesOf(opened, dialog.saved));
    leaveUnset<NotifyProperties>(this, DEFAULTS);
    close();
  },
  oneditcancel: close,
  oneditdelete: close,
});
