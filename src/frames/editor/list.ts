import './list.css';
import { LIST_ROWS } from '../../editor/fields';
import { makeAccessible } from '../../editor/form';
import { commonText } from '../../editor/text';
import { type Frame, type SavedFrame, completeFrame } from '../frame';
import { type FrameRow, frameRow } from './row';

const NEW_FRAME = completeFrame({ value: '', valueType: 'str' });
const HANDLE = '.red-ui-editableList-item-handle';

/** The frames in the form, in their order. A single one looks like any other field. */
export class FrameList {
  readonly #list: JQuery;
  readonly #rows = new WeakMap<Element, FrameRow>();
  /** Told which frame has changed; undefined if it was the list. */
  onChange: (index?: number) => void = () => undefined;

  /** @param list an empty `<ol>` */
  constructor(list: JQuery, frames: readonly SavedFrame[]) {
    this.#list = list;
    list.editableList({
      addButton: commonText('frame.add'),
      removable: true,
      sortable: true,
      height: 'auto',
      addItem: (element: JQuery, _index: number, { frame }: { frame?: SavedFrame }) => {
        this.#addRow(element, frame ?? NEW_FRAME);
        // By the button: the user goes on there.
        if (frame === undefined) element.find('select').trigger('focus');
      },
      sortItems: () => this.#update(),
    });
    for (const frame of frames) list.editableList('addItem', { frame });
    this.#listen();
    this.#update();
  }

  get frames(): Frame[] {
    return this.#inOrder.map(({ frame }) => frame);
  }

  /** Those that nobody has changed are as they were saved, whatever they lack. */
  get saved(): SavedFrame[] {
    return this.#inOrder.map(({ saved }) => saved);
  }

  get examples(): string[] {
    return this.#inOrder.map(({ example }) => example);
  }

  get #inOrder(): FrameRow[] {
    const items = this.#list.find(LIST_ROWS).get();
    return items.flatMap((element) => this.#rows.get(element) ?? []);
  }

  #addRow(element: JQuery, frame: SavedFrame): void {
    const row = frameRow(element, frame);
    for (const each of element) this.#rows.set(each, row);
    element.on('input change', () => this.onChange(this.#inOrder.indexOf(row)));
    const item = element.attr('role', 'group').parent();
    item.find(HANDLE).attr({ role: 'button', tabindex: 0, 'aria-label': commonText('frame.move') });
    item.find('.red-ui-editableList-item-remove').attr('aria-label', commonText('frame.remove'));
    makeAccessible(item);
    this.#update();
  }

  /** The handle moves its frame by the arrow keys, too. */
  #listen(): void {
    this.#list.on('keydown', HANDLE, (event) => {
      const item = $(event.currentTarget).parent();
      if (event.key === 'ArrowUp') item.insertBefore(item.prev());
      else if (event.key === 'ArrowDown') item.insertAfter(item.next());
      else return;
      event.preventDefault();
      $(event.currentTarget).trigger('focus');
      this.#update();
    });
    this.#list.on('click', '.red-ui-editableList-item-remove', () => {
      // At once: the form may be closed by the time the row has faded away.
      this.#update();
      this.#addButton.trigger('focus');
    });
  }

  get #addButton(): JQuery {
    return this.#list.closest('.red-ui-editableList').find('.red-ui-editableList-addButton');
  }

  #update(): void {
    const rows = this.#inOrder;
    const isAlone = rows.length === 1;
    this.#list.closest('.red-ui-editableList').toggleClass('lametric-one-frame', isAlone);
    for (const row of rows) row.showDuration(isAlone);
    this.#list
      .find(LIST_ROWS)
      .each((index, frame) =>
        frame.setAttribute('aria-label', commonText('frame.number', { number: index + 1 })),
      );
    this.onChange();
  }
}
