import { contentsText } from '../../../editor/preview/words';
import { commonText, textOf } from '../../../editor/text';
import type { PreviewedKey } from './keys';

const text = textOf('my-data');

/** The keys of the whole app in the form, each with what it shows. */
export class KeyList {
  readonly #list: JQuery;
  readonly #nameOf: (key: PreviewedKey) => string;
  readonly #next: JQuery;
  /** The last list: one that has not changed is not drawn anew. */
  #drawn = '';

  /**
   * @param list an empty `<ol>`
   * @param nameOf the name of a key as the user knows it
   * @param onRemove called with a key whose × was clicked
   * @param next gets the focus of a × that has gone
   */
  constructor(
    list: JQuery,
    nameOf: (key: PreviewedKey) => string,
    onRemove: (key: string) => void,
    next: JQuery,
  ) {
    this.#list = list;
    this.#next = next;
    this.#nameOf = nameOf;
    list.on('click', 'button', (event) => onRemove(String($(event.currentTarget).val())));
  }

  show(keys: readonly PreviewedKey[]): void {
    const lines = keys.map((each) => ({ ...each, name: this.#nameOf(each) }));
    const drawn = JSON.stringify(lines);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#list.find(':focus').val();
    this.#list.empty().append(lines.map(line));
    if (focused === undefined) return;
    const same = this.#list.find('button').filter((_, button) => $(button).val() === focused);
    (same.length > 0 ? same : this.#next).trigger('focus');
  }
}

function line({ key, name, frames, kept, isOwn, isDraft, isThere }: PreviewedKey & { name: string }): JQuery {
  const notes = [isOwn ? text('key.own') : '', kept ? text('key.kept') : ''].filter(Boolean);
  const item = $('<li>').append(
    $('<span>', { class: 'lametric-my-data-name' }).text(name),
    $('<span>', { class: 'lametric-my-data-contents' }).text(contentsText(frames, commonText)),
    $('<div>', { class: 'lametric-my-data-notes' }).append(notes.map((note) => $('<div>').text(note))),
  );
  if (isDraft) item.attr('aria-current', 'true');
  if (!isThere) return item;
  const label = text('button.remove', { key: name });
  return item.append(
    $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small', value: key })
      .attr({ 'aria-label': label, title: label })
      .append($('<i>', { class: 'fa fa-remove', 'aria-hidden': true })),
  );
}
