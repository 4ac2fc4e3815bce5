import { clocksRow } from '../../editor/clocks/row';
import { CLOCKS, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { chosenNode } from '../../editor/fields';
import { changesOf, fillIn, leaveUnset, makeAccessible } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { readAvailable } from './editor/available';
import { SettingsList } from './editor/list';
import { findInvalid } from './editor/values';
import { type ControlProperties, DEFAULTS, completeSetting } from './properties';

const text = textOf('control');
let list: SettingsList | undefined;
let opened: Pick<ControlProperties, 'settings'> = { settings: [] };

RED.nodes.registerType<ControlProperties>('lametric control', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-control.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    ...CLOCKS,
    settings: {
      value: DEFAULTS.settings,
      // The second parameter tells Node-RED that a text is a reason.
      validate(settings, _options) {
        const invalid = findInvalid(settings ?? DEFAULTS.settings).map((name) => text(`setting.${name}`));
        return invalid.length === 0 || text('invalid.settings', { settings: invalid.join(', ') });
      },
    },
  },
  paletteLabel: () => text('palette'),
  label: clockLabel(DEFAULTS, () => ({ node: text('node'), purpose: text('palette') })),
  labelStyle,
  inputLabels: () => commonText('port.input'),
  outputLabels: () => text('port.output'),
  oneditprepare() {
    list = undefined;
    const saved = fillIn(this, DEFAULTS).settings.map(completeSetting);
    const settings = new SettingsList($('#lametric-control-list'), saved);
    list = settings;
    // In the place of what cannot be used, the form shows something else, which Done saves.
    opened = { settings: findInvalid(saved).length > 0 ? saved : settings.settings };
    const clock = clocksRow($('#dialog-form'));
    clock.on('change', () => {
      const id = chosenNode(clock);
      void readAvailable(id).then((names) => {
        if (list === settings && chosenNode(clock) === id) settings.showAvailable(names);
      });
    });
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    if (list !== undefined) Object.assign(this, changesOf(opened, { settings: list.settings }));
    leaveUnset(this, DEFAULTS);
  },
});
