import './editor/events.css';
import {
  clockNodeLabel,
  complete,
  fillIn,
  labelStyle,
  makeAccessible,
  takeOnlyClock,
} from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { EVENTS, type EventName, isEventName } from '../../lametric/clock/events';
import { DEFAULTS, type EventsProperties } from './properties';

const text = textOf('events');
const NAMES = Object.keys(EVENTS).filter(isEventName);

takeOnlyClock('lametric events');

RED.nodes.registerType<EventsProperties>('lametric events', {
  category: 'LaMetric',
  color: '#A9C5CC',
  icon: 'lametric-events.svg',
  inputs: 0,
  outputs: 1,
  defaults: {
    name: { value: DEFAULTS.name },
    device: {
      value: DEFAULTS.device,
      type: 'lametric-device',
      required: true,
      label: commonText('label.clock'),
    },
    events: {
      value: DEFAULTS.events,
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => (value ?? DEFAULTS.events).length > 0 || text('invalid.events'),
    },
    interval: {
      value: DEFAULTS.interval,
      validate: (value, _options) => Number(value ?? DEFAULTS.interval) >= 5 || text('invalid.interval'),
    },
    initial: { value: DEFAULTS.initial },
  },
  paletteLabel: () => text('palette'),
  label() {
    const node = complete(this, DEFAULTS);
    const [only, ...others] = node.events;
    const isOne = only !== undefined && others.length === 0;
    return clockNodeLabel(node, text('node'), isOne ? text(`event.${only}`) : text('palette'));
  },
  labelStyle,
  outputLabels: () => text('port.output'),
  oneditprepare() {
    const { events } = fillIn(this, DEFAULTS);
    $('#lametric-events-list').append(NAMES.map((name) => checkbox(name, events.includes(name))));
    makeAccessible($('#dialog-form'));
  },
  oneditsave() {
    this.events = $('#lametric-events-list input:checked')
      .toArray()
      .map((element) => $(element).val())
      .filter(isEventName);
  },
});

function checkbox(name: EventName, checked: boolean): JQuery {
  const input = $('<input>', { type: 'checkbox', value: name }).prop('checked', checked);
  const label = $('<label>', { class: 'lametric-check' }).append(input, ' ');
  return label.append($('<span>').text(text(`event.${name}`)));
}
