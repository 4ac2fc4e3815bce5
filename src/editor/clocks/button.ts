import './button.css';

/** A button beside the list of clocks. @param label says what it does, also to screen readers */
export function iconButton(icons: readonly string[], label: string): JQuery {
  return $('<button>', { type: 'button', class: 'red-ui-button lametric-clocks-button', title: label })
    .attr('aria-label', label)
    .append(icons.map((icon) => $('<i>', { class: `fa ${icon}`, 'aria-hidden': true })));
}
