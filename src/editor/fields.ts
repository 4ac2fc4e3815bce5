/** The kind of a message, which decides its icon. */
export type Kind = 'good' | 'warning' | 'busy' | undefined;

const ICONS = { good: 'fa-check-circle', warning: 'fa-exclamation-triangle', busy: 'fa-spinner fa-spin' };

/** The value of a form's field. */
export function field(id: string): string {
  return String($(`#${id}`).val() ?? '');
}

/** The id of the config node that a field chooses; empty where none is chosen. */
export function chosenNode(select: JQuery): string {
  const id = String(select.val() ?? '');
  return id === '_ADD_' ? '' : id;
}

/** Greys buttons that cannot be used. */
export function disable(buttons: JQuery, isDisabled: boolean): JQuery {
  return buttons.prop('disabled', isDisabled).toggleClass('disabled', isDisabled);
}

/** Shows each line as a paragraph, the first with the icon of its kind. Without lines, the element is hidden. */
export function showLines(element: JQuery, kind: Kind, lines: readonly string[]): void {
  const paragraphs = lines.map((line) => $('<p>').text(line));
  if (kind !== undefined) {
    paragraphs[0]?.prepend($('<i>', { class: `fa ${ICONS[kind]}`, 'aria-hidden': true }), ' ');
  }
  element
    .empty()
    .append(paragraphs)
    .toggle(lines.length > 0);
}
