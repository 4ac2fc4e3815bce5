/** The properties of a `lametric rename` node. */
export interface RenameProperties {
  name: string;
  /** The id of a `lametric-account`. */
  account: string;
  device: string;
  /** How to read `device`: a type of TypedInput. */
  deviceType: string;
  newName: string;
  /** How to read `newName`: a type of TypedInput. */
  newNameType: string;
}

/** For a new node, and for each property that a saved one lacks. */
export const DEFAULTS: Readonly<RenameProperties> = {
  name: '',
  account: '',
  device: '',
  deviceType: 'str',
  newName: 'payload',
  newNameType: 'msg',
};
