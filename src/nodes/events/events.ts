import type { Node, NodeAPI, NodeDef } from 'node-red';
import { clockOf } from '../../config/device/connection';
import { isEventName } from '../../lametric/clock/events';
import { DEFAULTS, type EventsProperties } from './properties';

export default function (RED: NodeAPI): void {
  function EventsNode(this: Node, config: NodeDef & Partial<EventsProperties>): void {
    RED.nodes.createNode(this, config);
    const { device: id, interval, initial, ...properties } = { ...DEFAULTS, ...config };
    const clock = clockOf(RED, this, id);
    const events = new Set(properties.events.filter(isEventName));
    if (events.size === 0) return;
    const stop = clock.listen({
      node: this.id,
      events,
      interval: 1000 * (Number(interval) || Number(DEFAULTS.interval)),
      initial,
      onEvent: (event, device) => this.send({ ...event, device }),
    });
    this.on('close', stop);
  }

  RED.nodes.registerType('lametric events', EventsNode);
}
