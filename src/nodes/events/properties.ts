import type { EventName } from '../../lametric/clock/events';

/** The properties of a `lametric events` node. */
export interface EventsProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  events: EventName[];
  /** Seconds, at least 5. The form saves text. */
  interval: number | string;
  /** Whether the state found at a start counts as an event. */
  initial: boolean;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<EventsProperties> = {
  name: '',
  device: '',
  events: ['online', 'offline'],
  interval: 30,
  initial: false,
};
