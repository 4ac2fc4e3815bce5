/** The properties of a `lametric control` node, for the runtime and for the editor. */
export interface ControlProperties {
  name: string;
  /** The id of a `lametric-device`. */
  device: string;
  /** Empty: the message says them all. */
  settings: ListedSetting[];
}

/** A setting in the node's list, and the TypedInput with its value. */
export interface ListedSetting {
  setting: string;
  value: string;
  /** How to read `value`: a type of TypedInput. */
  valueType: string;
}
