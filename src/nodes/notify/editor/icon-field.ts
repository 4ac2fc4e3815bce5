/** Where the icon of a frame is chosen. */
export interface IconField {
  /** For a row of the form; triggers `input` or `change`. */
  element: JQuery;
  /** Empty, a code or a `data:` address. */
  read: () => string;
}

/** @param id for the label */
export function iconField(id: string, icon: string): IconField {
  const element = $('<input>', { type: 'text', id, spellcheck: false, placeholder: 'i1234' }).val(icon);
  return { element, read: () => String(element.val() ?? '').trim() };
}
