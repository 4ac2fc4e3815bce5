/** The properties of a `lametric state` node. */
export interface StateProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  what: 'device' | 'display' | 'audio' | 'bluetooth' | 'wifi' | 'apps' | 'notifications' | 'current';
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<StateProperties> = { name: '', device: '', what: 'device' };
