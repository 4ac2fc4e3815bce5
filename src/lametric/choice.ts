/** A property's default, which is the first of its values; the others are there for its type, which may be named instead. */
export const choice = <Value extends string | number>(byDefault: Value, ..._others: Value[]): Value =>
  byDefault;
