import { isNumber } from '../lametric/guards';
import { configNodeOf } from './environment';

/** The kind of a message, which decides its icon. */
export type Kind = 'good' | 'warning' | 'busy' | undefined;

const ICONS = { good: 'fa-check-circle', warning: 'fa-exclamation-triangle', busy: 'fa-spinner fa-spin' };

/** The rows of Node-RED's editable list, but for those that were removed and take a moment to fade away. */
export const LIST_ROWS = 'li:not(.red-ui-editableList-item-deleting) > .red-ui-editableList-item-content';

/** The value of a form's field. */
export function field(id: string): string {
  return String($(`#${id}`).val() ?? '');
}

/**
 * The number that a text says; a text that says none, as it is, so that it is neither lost nor saved as something else: JSON
 * makes `null` of an infinite one.
 */
export function numberIn(text: string): number | string {
  const trimmed = text.trim();
  return trimmed !== '' && isNumber(Number(trimmed)) ? Number(trimmed) : trimmed;
}

/** Milliseconds of a text in seconds; see `numberIn`. */
export function millisecondsIn(text: string): number | string {
  const seconds = numberIn(text);
  const milliseconds = isNumber(seconds) ? Math.round(seconds * 1000) : NaN;
  return isNumber(milliseconds) ? milliseconds : text.trim();
}

/** The seconds that a field shows for saved milliseconds. */
export const secondsOf = (saved: number | string): string => String(isNumber(saved) ? saved / 1000 : saved);

/** Marks the fields red that say no number, but for those that Node-RED checks itself. */
export function markUnread(form: JQuery): void {
  const fields = '[inputmode="decimal"]:not([id^="node-input"])';
  const mark = (element: Element) => {
    const typed = numberIn(String($(element).val() ?? ''));
    $(element).toggleClass('input-error', typed !== '' && !isNumber(typed));
  };
  form.find(fields).each((_, element) => mark(element));
  form.on('input', fields, ({ currentTarget }: { currentTarget: Element }) => mark(currentTarget));
}

/** The id of the config node that a field chooses, itself or by a variable; empty where none is chosen. */
export function chosenNode(select: JQuery): string {
  const id = String(select.val() ?? '');
  return id === '_ADD_' ? '' : configNodeOf(id);
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
