import './editor/events.css';
import { clockNodeLabel, labelStyle, makeAccessible, takeOnlyClock } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { EVENTS, type EventName, isEventName } from '../../lametric/clock/events';
import type { EventsProperties } from './events';

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
    name: { value: '' },
    device: { value: '', type: 'lametric-device', required: true, label: commonText('label.clock') },
    events: {
      value: ['online', 'offline'],
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => value.length > 0 || text('invalid.events'),
    },
    interval: {
      value: 30,
      validate: (value, _options) => Number(value) >= 5 || text('invalid.interval'),
    },
    initial: { value: false },
  },
  paletteLabel: () => text('palette'),
  label() {
    const [only, ...others] = this.events;
    const isOne = only !== undefined && others.length === 0;
    return clockNodeLabel(this, text('node'), isOne ? text(`event.${only}`) : text('palette'));
  },
  labelStyle,
  outputLabels: () => text('port.output'),
  oneditprepare() {
    $('#lametric-events-list').append(NAMES.map((name) => checkbox(name, this.events.includes(name))));
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
