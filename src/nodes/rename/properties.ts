/** The properties of a `lametric rename` node, each as a new node has it, and a saved one that lacks it. */
export const DEFAULTS = {
  name: '',
  /** The id of a `lametric-account`. */
  account: '',
  device: '',
  /** How to read `device`: a type of TypedInput. */
  deviceType: 'str',
  newName: 'payload',
  /** How to read `newName`: a type of TypedInput. */
  newNameType: 'msg',
};
export type RenameProperties = typeof DEFAULTS;
