import { iconField } from '../../../icons/editor/icon-field';
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
export type FrameRow = ReturnType<typeof frameRow>;

/** @param element is filled with the fields of a frame; it triggers `input` and `change` */
export function frameRow(element: JQuery, saved: Frame) {
  const id = `lametric-frame-${rows++}`;
  const idOf = (name: string) => `${id}-${name}`;
  const rowOf = (name: string) => element.find(`.lametric-frame-${name}`);
  const label = (name: string) => $('<label>', { for: idOf(name) }).text(text(`frame.${name}`));
  const labelWithIcon = (name: string) =>
    label(name).prepend($('<i>', { class: `fa ${ICONS[name]}`, 'aria-hidden': true }), ' ');
  const row = (name: string, ...fields: JQuery[]) =>
    $('<div>', { class: `form-row lametric-frame-${name}` }).append(labelWithIcon(name), fields);
  /** Of a row with several of them. */
  const part = (name: string, field: JQuery) =>
    $('<span>', { class: `lametric-frame-${name}` }).append(labelWithIcon(name), field);
  const input = (name: string, value: string) => $('<input>', { type: 'text', id: idOf(name) }).val(value);
  const numberInput = (name: string, value: number | '') =>
    $('<input>', { type: 'number', id: idOf(name), step: 'any' }).val(value);

  let hasDuration = true;
  /** By kind, as the user has typed it. */
  const examples = new Map(KINDS.map((each) => [each, text(`example.${each}`)]));
  const goal = saved.type === 'goal' ? saved : GOAL;
  const kind = $('<select>', { class: 'lametric-frame-kind', 'aria-label': text('frame.kind') });
  kind.append(KINDS.map((each) => $('<option>', { value: each }).text(text(`frame.${each}`))));
  kind.val(saved.type);
  const value = input('value', saved.value).attr('style', 'width: calc(100% - 125px)');
  const icon = input('icon', saved.type === 'chart' ? '' : saved.icon);
  const start = numberInput('start', goal.start);
  const end = numberInput('end', goal.end);
  const unit = input('unit', goal.unit);
  const duration = numberInput('duration', saved.duration === null ? '' : saved.duration / 1000);
  duration.attr({ min: 0, step: 'any', placeholder: text('frame.duration-default') });
  const example = input('example', '');

  const typeNow = () => KINDS.find((each) => each === kind.val()) ?? 'text';
  const frameNow = (): Frame => {
    const basis = {
      value: value.typedInput('value'),
      valueType: value.typedInput('type'),
      duration: valueOf(duration) === '' ? null : Math.round(numberOf(duration) * 1000),
    };
    const type = typeNow();
    if (type === 'chart') return { type, ...basis };
    if (type === 'text') return { type, icon: valueOf(icon), ...basis };
    const bar = { start: numberOf(start), end: numberOf(end), unit: valueOf(unit) };
    return { type, icon: valueOf(icon), ...basis, ...bar };
  };
  const showFields = () => {
    const frame = frameNow();
    const hasIcon = frame.type !== 'chart';
    element.toggleClass('lametric-frame-without-icon', !hasIcon);
    rowOf('look').toggle(hasIcon || hasDuration);
    rowOf('duration').toggle(hasDuration);
    rowOf('example').toggle(needsExample(frame));
    rowOf('start').toggle(frame.type === 'goal');
  };
  const takeKind = () => {
    const { type, valueType } = frameNow();
    value.typedInput('types', TYPES[type]);
    if (!TYPES[type].some((each) => each === valueType)) value.typedInput('value', 'payload');
    element.find(`label[for="${idOf('value')}"]`).text(text(`frame.${type}`));
    example.val(examples.get(type) ?? '');
    showFields();
  };

  const valueLabel = $('<label>', { for: idOf('value'), class: 'lametric-hidden' });
  element
    .addClass('lametric-frame')
    .append(
      $('<div>', { class: 'form-row lametric-frame-value' }).append(kind, valueLabel, value),
      $('<div>', { class: 'form-row lametric-frame-look' }).append(
        part('icon', iconField(icon)),
        part('duration', duration),
      ),
      row('example', example),
      row('start', start, label('end'), end, label('unit'), unit),
    );
  value.typedInput({ types: TYPES[saved.type], default: saved.valueType });
  value.typedInput('type', saved.valueType);
  kind.on('change', takeKind);
  example.on('input', () => examples.set(typeNow(), valueOf(example)));
  element.on('input change', showFields);
  takeKind();

  return {
    get frame() {
      return frameNow();
    },
    /** Stands for a value that is not known yet. */
    get example() {
      return valueOf(example);
    },
    /** A frame alone needs no duration, unless it has one. */
    showDuration(isAlone: boolean): void {
      hasDuration = !isAlone || valueOf(duration) !== '';
      showFields();
    },
  };
}

function valueOf(field: JQuery): string {
  return String(field.val() ?? '').trim();
}

function numberOf(field: JQuery): number {
  return Number(valueOf(field));
}
