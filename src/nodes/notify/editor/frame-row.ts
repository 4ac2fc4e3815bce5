import { IconField } from '../../../icons/editor/icon-field';
import { textOf } from '../../../editor/text';
import { type Frame, GOAL } from '../properties';
import { needsExample } from './notification';

const text = textOf('notify');

type ValueType = 'msg' | 'str' | 'num' | 'json' | 'flow' | 'global' | 'env' | 'jsonata';

/** The sources that each type of frame offers for its value. */
const TYPES: Record<Frame['type'], ValueType[]> = {
  text: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
  goal: ['msg', 'num', 'flow', 'global', 'env', 'jsonata'],
  chart: ['msg', 'json', 'flow', 'global', 'env', 'jsonata'],
};
/** Of the rows, by their names. */
const ICONS: Record<string, string> = {
  icon: 'fa-picture-o',
  example: 'fa-eye',
  start: 'fa-arrows-h',
  duration: 'fa-hourglass-half',
};
const KINDS = ['text', 'goal', 'chart'] as const;

let rows = 0;

/** One frame in the form. */
export class FrameRow {
  readonly #element: JQuery;
  readonly #id = `lametric-frame-${rows++}`;
  readonly #kind = $('<select>', { class: 'lametric-frame-kind', 'aria-label': text('frame.kind') });
  readonly #value: JQuery;
  readonly #icon: IconField;
  readonly #start: JQuery;
  readonly #end: JQuery;
  readonly #unit: JQuery;
  readonly #duration: JQuery;
  readonly #example: JQuery;
  #hasDuration = true;
  /** By kind, as the user has typed it. */
  readonly #examples = new Map(KINDS.map((kind) => [kind, text(`example.${kind}`)]));

  /** @param element is filled with the fields; it triggers `input` and `change` */
  constructor(element: JQuery, frame: Frame) {
    this.#element = element.addClass('lametric-frame');
    const goal = frame.type === 'goal' ? frame : GOAL;
    this.#kind.append(KINDS.map((kind) => $('<option>', { value: kind }).text(text(`frame.${kind}`))));
    this.#kind.val(frame.type);
    this.#value = $('<input>', { type: 'text', id: this.#idOf('value'), style: 'width: calc(100% - 125px)' });
    const icon = $('<input>', { type: 'text', id: this.#idOf('icon') });
    this.#icon = new IconField(icon.val(frame.type === 'chart' ? '' : frame.icon));
    this.#start = this.#number('start', goal.start);
    this.#end = this.#number('end', goal.end);
    this.#unit = $('<input>', { type: 'text', id: this.#idOf('unit') }).val(goal.unit);
    this.#duration = this.#number('duration', frame.duration === null ? '' : frame.duration / 1000);
    this.#duration.attr({ min: 0, step: 'any', placeholder: text('frame.duration-default') });
    this.#example = $('<input>', { type: 'text', id: this.#idOf('example') });
    element.append(
      $('<div>', { class: 'form-row lametric-frame-value' }).append(
        this.#kind,
        $('<label>', { for: this.#idOf('value'), class: 'lametric-hidden' }),
        this.#value,
      ),
      $('<div>', { class: 'form-row lametric-frame-look' }).append(
        this.#part('icon', this.#icon.element),
        this.#part('duration', this.#duration),
      ),
      this.#row('example', this.#example),
      this.#row(
        'start',
        this.#start,
        this.#plainLabel('end'),
        this.#end,
        this.#plainLabel('unit'),
        this.#unit,
      ),
    );
    this.#value.val(frame.value).typedInput({ types: TYPES[frame.type], default: frame.valueType });
    this.#value.typedInput('type', frame.valueType);
    this.#kind.on('change', () => this.#takeKind());
    this.#example.on('input', () => this.#examples.set(this.#type, this.example));
    element.on('input change', () => this.#showFields());
    this.#takeKind();
  }

  get frame(): Frame {
    const basis = {
      value: this.#value.typedInput('value'),
      valueType: this.#value.typedInput('type'),
      duration: valueOf(this.#duration) === '' ? null : Math.round(numberOf(this.#duration) * 1000),
    };
    const type = this.#type;
    if (type === 'chart') return { type, ...basis };
    const icon = this.#icon.value;
    if (type === 'text') return { type, icon, ...basis };
    const [start, end] = [numberOf(this.#start), numberOf(this.#end)];
    return { type, icon, ...basis, start, end, unit: valueOf(this.#unit) };
  }

  /** Stands for a value that is not known yet. */
  get example(): string {
    return valueOf(this.#example);
  }

  /** A frame alone needs no duration, unless it has one. */
  showDuration(isAlone: boolean): void {
    this.#hasDuration = !isAlone || valueOf(this.#duration) !== '';
    this.#showFields();
  }

  get #type(): Frame['type'] {
    return KINDS.find((kind) => kind === this.#kind.val()) ?? 'text';
  }

  #takeKind(): void {
    const type = this.#type;
    const { valueType } = this.frame;
    this.#value.typedInput('types', TYPES[type]);
    if (!TYPES[type].some((each) => each === valueType)) this.#value.typedInput('value', 'payload');
    this.#element.find(`label[for="${this.#idOf('value')}"]`).text(text(`frame.${type}`));
    this.#example.val(this.#examples.get(type) ?? '');
    this.#showFields();
  }

  #showFields(): void {
    const { frame } = this;
    const hasIcon = frame.type !== 'chart';
    this.#element.toggleClass('lametric-frame-without-icon', !hasIcon);
    this.#rowOf('look').toggle(hasIcon || this.#hasDuration);
    this.#rowOf('duration').toggle(this.#hasDuration);
    this.#rowOf('example').toggle(needsExample(frame));
    this.#rowOf('start').toggle(frame.type === 'goal');
  }

  #row(name: string, ...fields: JQuery[]): JQuery {
    const row = $('<div>', { class: `form-row lametric-frame-${name}` });
    return row.append(this.#label(name), fields);
  }

  /** Of a row with several of them. */
  #part(name: string, field: JQuery): JQuery {
    return $('<span>', { class: `lametric-frame-${name}` }).append(this.#label(name), field);
  }

  #rowOf(name: string): JQuery {
    return this.#element.find(`.lametric-frame-${name}`);
  }

  #label(name: string): JQuery {
    const icon = $('<i>', { class: `fa ${ICONS[name]}`, 'aria-hidden': true });
    return this.#plainLabel(name).prepend(icon, ' ');
  }

  #plainLabel(name: string): JQuery {
    return $('<label>', { for: this.#idOf(name) }).text(text(`frame.${name}`));
  }

  #number(name: string, value: number | ''): JQuery {
    return $('<input>', { type: 'number', id: this.#idOf(name), step: 'any' }).val(value);
  }

  #idOf(name: string): string {
    return `${this.#id}-${name}`;
  }
}

function valueOf(field: JQuery): string {
  return String(field.val() ?? '').trim();
}

function numberOf(field: JQuery): number {
  return Number(valueOf(field));
}
