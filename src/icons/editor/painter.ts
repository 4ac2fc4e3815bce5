import { commonText } from '../../editor/text';
import { DARK, type Pixels, SIZE } from './pixels';

/** The colours of the palette, by their names in the texts; the empty one leaves a pixel dark. */
const COLOURS = {
  dark: '',
  white: '#ffffff',
  grey: '#78808c',
  brown: '#8a5a2b',
  red: '#ff3040',
  orange: '#ff8018',
  yellow: '#ffc828',
  green: '#30d060',
  turquoise: '#20c8c8',
  blue: '#4096ff',
  purple: '#9a5cff',
  pink: '#ff78be',
};
const NAMES = new Map(Object.entries(COLOURS).map(([name, colour]) => [colour, name]));

/** A board of 8x8 pixels with a palette: by mouse, finger or keys. */
export class Painter {
  readonly element = $('<div>', { class: 'lametric-painter' });
  readonly #cells: readonly JQuery[];
  readonly #palette = $('<div>', {
    class: 'lametric-painter-palette',
    role: 'radiogroup',
    'aria-label': commonText('icon.colour'),
  });
  readonly #own = $('<input>', { type: 'color', 'aria-label': commonText('icon.own-colour') });
  readonly #undo = button('undo', 'fa-undo');
  readonly #clear = button('clear', 'fa-eraser');
  #pixels: Pixels = DARK;
  /** The pixels before each stroke. */
  readonly #before: Pixels[] = [];
  #colour = COLOURS.red;
  #painting = false;

  constructor() {
    const board = $('<div>', {
      class: 'lametric-painter-board',
      role: 'grid',
      'aria-label': commonText('icon.board'),
    });
    this.#cells = DARK.map((_, at) => $('<div>', { role: 'gridcell', tabindex: at === 0 ? 0 : -1 }));
    for (let row = 0; row < SIZE; row++) {
      board.append($('<div>', { role: 'row' }).append(this.#cells.slice(row * SIZE, (row + 1) * SIZE)));
    }
    this.#palette.append(Object.entries(COLOURS).map(([name, colour]) => this.#swatch(name, colour)));
    this.#own.val(this.#colour);
    const tools = $('<div>', { class: 'lametric-painter-tools' }).append(this.#undo, this.#clear);
    const side = $('<div>', { class: 'lametric-painter-side' }).append(this.#palette, this.#own, tools);
    this.element.append(board, side);
    this.#listen(board);
    this.start(DARK);
  }

  get pixels(): Pixels {
    return this.#pixels;
  }

  /** Begins with these pixels, and nothing to undo. */
  start(pixels: Pixels): void {
    this.#before.length = 0;
    this.#show(pixels);
  }

  focus(): void {
    this.element.find('[role=gridcell][tabindex=0]').trigger('focus');
  }

  #swatch(name: string, colour: string): JQuery {
    const radio = $('<input>', {
      type: 'radio',
      name: 'lametric-painter-colour',
      value: colour,
      title: commonText(`icon.colours.${name}`),
      'aria-label': commonText(`icon.colours.${name}`),
      class: colour === '' ? 'lametric-painter-dark' : '',
    });
    return radio.css('background-color', colour).prop('checked', colour === this.#colour);
  }

  #listen(board: JQuery): void {
    this.#palette.on('change', 'input', ({ currentTarget }) => {
      this.#colour = String($(currentTarget).val());
    });
    this.#own.on('input', () => {
      this.#colour = String(this.#own.val());
      this.#palette.find('input').prop('checked', false);
    });
    this.#undo.on('click', () => this.#show(this.#before.pop() ?? this.#pixels));
    this.#clear.on('click', () => {
      this.#keep();
      this.#show(DARK);
    });
    board
      .on('pointerdown', '[role=gridcell]', (event) => {
        this.#keep();
        this.#painting = true;
        // A finger would keep all that follows at the first cell.
        event.currentTarget.releasePointerCapture(event.pointerId ?? 0);
        this.#paint(this.#indexOf(event.currentTarget));
      })
      .on('pointerover', '[role=gridcell]', ({ currentTarget, buttons }) => {
        // The button may have been let go elsewhere.
        this.#painting &&= buttons !== 0;
        if (this.#painting) this.#paint(this.#indexOf(currentTarget));
      })
      .on('pointerup', () => (this.#painting = false))
      .on('keydown', '[role=gridcell]', (event) => this.#press(event));
  }

  #press(event: JQuery.KeyDownEvent): void {
    const at = this.#indexOf(event.currentTarget);
    const [column, row] = [at % SIZE, Math.floor(at / SIZE)];
    if (event.key === ' ' || event.key === 'Enter') {
      this.#keep();
      this.#paint(at);
    } else if (event.key === 'ArrowLeft' && column > 0) this.#goTo(at - 1);
    else if (event.key === 'ArrowRight' && column < SIZE - 1) this.#goTo(at + 1);
    else if (event.key === 'ArrowUp' && row > 0) this.#goTo(at - SIZE);
    else if (event.key === 'ArrowDown' && row < SIZE - 1) this.#goTo(at + SIZE);
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) this.#undo.trigger('click');
    else return;
    event.preventDefault();
  }

  #goTo(at: number): void {
    this.element.find('[role=gridcell][tabindex=0]').attr('tabindex', -1);
    this.#cells[at]?.attr('tabindex', 0).trigger('focus');
  }

  #indexOf(cell: Element): number {
    return this.#cells.findIndex((each) => each[0] === cell);
  }

  #keep(): void {
    this.#before.push(this.#pixels);
  }

  #paint(at: number): void {
    this.#show(this.#pixels.map((colour, index) => (index === at ? this.#colour : colour)));
  }

  #show(pixels: Pixels): void {
    this.#pixels = pixels;
    for (const [at, cell] of this.#cells.entries()) {
      const colour = pixels[at] ?? '';
      const name = NAMES.get(colour);
      const place = { row: Math.floor(at / SIZE) + 1, column: (at % SIZE) + 1 };
      const words = name === undefined ? colour : commonText(`icon.colours.${name}`);
      cell
        .css('background-color', colour)
        .attr('aria-label', commonText('icon.pixel', { ...place, colour: words }));
    }
    this.#undo.prop('disabled', this.#before.length === 0);
  }
}

function button(name: string, icon: string): JQuery {
  const label = commonText(`icon.${name}`);
  return $('<button>', { type: 'button', class: 'red-ui-button' }).append(
    $('<i>', { class: `fa ${icon}`, 'aria-hidden': true }),
    ` ${label}`,
  );
}
