import type { Node, NodeAPI, NodeDef } from 'node-red';
import { clockOf } from '../../config/device/connection';
import { type EventName, isEventName } from '../../lametric/clock/events';

/** The interval of a node that names none, in seconds. */
const USUAL = 30;

/** The properties of a `lametric events` node, for the runtime and for the editor. */
export interface EventsProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  events: EventName[];
  /** Seconds, at least 5. The form saves text. */
  interval: number | string;
  /** Whether what is found at a start counts as an event. */
  initial: boolean;
}

export default function (RED: NodeAPI): void {
  function EventsNode(this: Node, config: NodeDef & Partial<EventsProperties>): void {
    RED.nodes.createNode(this, config);
    const clock = clockOf(RED, this, config.device ?? '');
    const events = new Set((config.events ?? []).filter(isEventName));
    if (events.size === 0) return;
    const stop = clock.listen({
      events,
      interval: 1000 * (Number(config.interval) || USUAL),
      initial: config.initial === true,
      onEvent: (event, device) => this.send({ ...event, device }),
    });
    this.on('close', stop);
  }

  RED.nodes.registerType('lametric events', EventsNode);
}
