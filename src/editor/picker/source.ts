/** A line of the list. */
export interface Item {
  /** Saved when the item is chosen. */
  value: string;
  label: string;
  /** Shown beside the label, and searched as well; may be empty. */
  details: string;
}

export interface List {
  items: Item[];
  /** Why there are no items; else empty. */
  note: string;
  loading: boolean;
}

/** The things that a picker offers, and the words for them in the user's language. */
export interface Source {
  /** One of the items, such as `device`. */
  readonly label: string;
  /** Of Font Awesome, for the list of types. */
  readonly icon: string;
  /** Shown in the search field while it is empty. */
  readonly placeholder: string;
  /** Set by the picker; called whenever the methods below may give another result. */
  onChange: () => void;
  /** The items for what was typed. */
  find(typed: string): List;
  /** How the form shows a value, chosen or not. */
  valueLabel(value: string): string;
  isValid(value: string): boolean;
  /** Gets the items anew. */
  load(): Promise<void>;
}

/** The items whose label and details have, between them, all the words that were typed. */
export function filterItems(items: readonly Item[], typed: string): Item[] {
  const words = typed.toLowerCase().split(/\s+/);
  return items.filter(({ label, details }) => {
    const text = `${label} ${details}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
