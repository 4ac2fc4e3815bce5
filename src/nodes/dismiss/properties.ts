/** The properties of a `lametric dismiss` node. */
export interface DismissProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  which: 'topic' | 'id' | 'current' | 'all';
  /** The topic or the id. */
  target: string;
  /** How to read `target`: a type of TypedInput. */
  targetType: string;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<DismissProperties> = {
  name: '',
  device: '',
  which: 'topic',
  target: 'topic',
  targetType: 'msg',
};
