import './editor/events.css';
import { addSearch } from '../../editor/clocks/many';
import { CLOCK, clockLabel, labelStyle, unchecked } from '../../editor/definition';
import { changesOf, complete, fillIn, leaveUnset, makeAccessible } from '../../editor/form';
import { textOf } from '../../editor/text';
import { EVENTS, type EventName, isEventName } from '../../lametric/clock/events';
import { DEFAULTS, type EventsProperties } from './properties';

const text = textOf('events');
const NAMES = Object.keys(EVENTS).filter(isEventName);

RED.nodes.registerType<EventsProperties>('lametric events', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-events.svg',
  inputs: 0,
  outputs: 1,
  defaults: {
    ...unchecked(DEFAULTS),
    device: CLOCK,
    events: {
      value: DEFAULTS.events,
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => (value ?? DEFAULTS.events).length > 0 || text('invalid.events'),
    },
    interval: {
      value: DEFAULTS.interval,
      validate: (value, _options) => Number(value ?? DEFAULTS.interval) >= 5 || text('invalid.interval'),
    },
  },
  paletteLabel: () => text('palette'),
  label: clockLabel(DEFAULTS, ({ events: [only, ...others] }) => {
    const isOne = only !== undefined && others.length === 0;
    return { node: text('node'), purpose: isOne ? text(`event.${only}`) : text('palette') };
  }),
  labelStyle,
  outputLabels: () => text('port.output'),
  oneditprepare() {
    const { events } = fillIn(this, DEFAULTS);
    addSearch($('#node-input-device'));
    $('#lametric-events-list').append(NAMES.map((name) => checkbox(name, events.includes(name))));
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    const before = complete(this, DEFAULTS).events;
    const checked = $('#lametric-events-list input:checked')
      .toArray()
      .map((element) => $(element).val())
      .filter(isEventName);
    // Those that stay keep their order.
    const events = [
      ...before.filter((event) => checked.includes(event)),
      ...checked.filter((event) => !before.includes(event)),
    ];
    Object.assign(this, changesOf({ events: before }, { events }));
    leaveUnset(this, DEFAULTS);
  },
});

function checkbox(name: EventName, checked: boolean): JQuery {
  const input = $('<input>', { type: 'checkbox', value: name }).prop('checked', checked);
  const label = $('<label>', { class: 'lametric-check' }).append(input, ' ');
  return label.append($('<span>').text(text(`event.${name}`)));
}
