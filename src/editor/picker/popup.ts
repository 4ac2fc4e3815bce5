/**
 * Opens a panel below a button, within its dialog. Escape closes it, and so does leaving it by Tab: then the button has the focus again.
 * @param onClose may be called more than once
 * @param minWidth in pixels; default: as wide as the content
 * @returns a function that closes it
 */
export function openPopup(
  button: JQuery,
  content: JQuery,
  onClose: () => void,
  minWidth?: number,
): () => void {
  const panel = RED.popover.panel(content);
  const close = () => {
    panel.hide();
    onClose();
  };
  const closeAndFocusButton = () => {
    close();
    button.trigger('focus');
  };
  const closeIfLeft = () => {
    if (content.has(':focus').length === 0 && content.is(':visible')) closeAndFocusButton();
  };
  content.on('keydown', (event) => {
    event.stopPropagation();
    // The focus moves only after this event. After a click outside, Node-RED's own panel closes it.
    if (event.key === 'Tab') setTimeout(closeIfLeft);
    if (event.key === 'Escape') closeAndFocusButton();
  });
  if (minWidth !== undefined) panel.container.width(Math.max(minWidth, button.outerWidth() ?? 0));
  panel.show({ target: button, onclose: onClose, offset: [-overhang(button, panel.container), 0] });
  return close;
}

/** How far a panel below a button would reach out of the dialog, to the right: pixels. */
function overhang(button: JQuery, panel: JQuery): number {
  const dialog = button.closest('.red-ui-tray');
  const edgeOf = (box: JQuery) => (box.offset()?.left ?? 0) + (box.outerWidth() ?? 0);
  const end = (button.offset()?.left ?? 0) + (panel.outerWidth() ?? 0);
  return dialog.length === 0 ? 0 : Math.max(end - edgeOf(dialog), 0);
}

/** @param label is the placeholder, too */
export function searchField(label: string): JQuery {
  const field = $('<input>', { type: 'text', spellcheck: false, placeholder: label, 'aria-label': label });
  // As a property, it would call jQuery's widget of that name.
  return field.attr('autocomplete', 'off');
}
