import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { numberIn } from '../../editor/fields';
import { changesOf, fillIn, leaveUnset, typedValidator } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { sources } from '../../frames/editor/contents';
import { frameProblem } from '../../frames/editor/problems';
import { MAX_FRAMES } from '../../lametric/clock/types';
import { isNumber } from '../../lametric/guards';
import { DEFAULTS, type MyDataProperties, isLifetime } from './properties';
import { MyDataDialog } from './editor/dialog';

const text = textOf('my-data');
let dialog: MyDataDialog | undefined;
let opened: object = {};
const close = () => dialog?.close();

RED.nodes.registerType<MyDataProperties>('lametric my data', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-my-data.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    ...CLOCKS,
    key: { value: DEFAULTS.key, validate: typedValidator('key', DEFAULTS) },
    frames: {
      value: DEFAULTS.frames,
      // The second parameter tells Node-RED that a text is a reason.
      validate(value, _options) {
        const frames = value ?? DEFAULTS.frames;
        const count = frames.length;
        if (count > MAX_FRAMES) return text('invalid.too-many', { count, max: MAX_FRAMES });
        return frameProblem(frames, sources(), commonText) ?? true;
      },
    },
    position: {
      value: DEFAULTS.position,
      validate: (value, _options) =>
        isNumber(numberIn(String(value ?? DEFAULTS.position))) || text('invalid.position'),
    },
    lifetime: {
      value: DEFAULTS.lifetime,
      validate: (value, _options) => isLifetime(value ?? DEFAULTS.lifetime) || text('invalid.lifetime'),
    },
  },
  paletteLabel: () => text('palette'),
  label: clockLabel(DEFAULTS, () => ({ node: text('node'), purpose: text('palette') })),
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  oneditprepare() {
    dialog = new MyDataDialog(this.id, fillIn<MyDataProperties>(this, DEFAULTS));
    opened = dialog.saved;
  },
  oneditsave() {
    // Node-RED then reads the fields, and leaves what is equal but for its type.
    if (dialog !== undefined) Object.assign(this, changesOf(opened, dialog.saved));
    leaveUnset<MyDataProperties>(this, DEFAULTS);
    close();
  },
  oneditcancel: close,
  oneditdelete: close,
});
