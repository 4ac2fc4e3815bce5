import type { EventName } from '../../lametric/clock/events';
import { choice } from '../../lametric/choice';

const FIRST_EVENTS: EventName[] = ['online', 'offline'];
/** The properties of a `lametric events` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The id of a `lametric-device`. */
  device: '',
  events: FIRST_EVENTS,
  /** Seconds, at least 5. The form saves text. */
  interval: choice<number | string>(30),
  /** Whether the state found at a start counts as an event. */
  initial: false,
};
export type EventsProperties = typeof DEFAULTS;
