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
  /** A word for one of the items, such as `device`. */
  readonly label: string;
  /** The Font Awesome classes of the icon in the list of types. */
  readonly icon: string;
  /** Shown in the search field while it is empty. */
  readonly placeholder: string;
  /** Set by the picker; called whenever the methods below may give another result. */
  onChange: () => void;
  /** The items for a typed text. */
  find(typed: string): List;
  /** The text for a value in the form; also for an empty value. */
  valueLabel(value: string): string;
  isValid(value: string): boolean;
  /** Loads the items again; a failure becomes the note. */
  load(): Promise<void>;
}

/** The items whose label and details together contain all the typed words. */
export function filterItems(items: readonly Item[], typed: string): Item[] {
  const words = typed.toLowerCase().split(/\s+/);
  return items.filter(({ label, details }) => {
    const text = `${label} ${details}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
