import { millisecondsIn, numberIn, secondsOf } from '../../editor/fields';
import { commonText } from '../../editor/text';
import { iconField } from '../../icons/editor/icon-field';
import { FRAME, type Frame, type SavedFrame, completeFrame } from '../frame';
import { needsExample } from './contents';

/** The types of TypedInput that a frame may have. One made by hand may have another than its form offers otherwise. */
const VALUE_TYPES = [
  'msg',
  'str',
  'num',
  'json',
  'flow',
  'global',
  'env',
  'jsonata',
  'bool',
  'date',
  're',
  'bin',
] as const;
type ValueType = (typeof VALUE_TYPES)[number];

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
  unit: 'fa-tag',
  duration: 'fa-hourglass-half',
};
const KINDS = ['text', 'goal', 'chart'] as const;

let rows = 0;

/** One frame in the form. */
export type FrameRow = ReturnType<typeof frameRow>;

/** @param element is filled with the fields of a frame; it triggers `input` and `change` */
export function frameRow(element: JQuery, saved: SavedFrame) {
  const first = { ...FRAME, ...saved };
  const id = `lametric-frame-${rows++}`;
  const idOf = (name: string) => `${id}-${name}`;
  const rowOf = (name: string) => element.find(`.lametric-frame-${name}`);
  const label = (name: string) => $('<label>', { for: idOf(name) }).text(commonText(`frame.${name}`));
  const labelWithIcon = (name: string) =>
    label(name).prepend($('<i>', { class: `fa ${ICONS[name]}`, 'aria-hidden': true }), ' ');
  const row = (name: string, ...fields: JQuery[]) =>
    $('<div>', { class: `form-row lametric-frame-${name}` }).append(labelWithIcon(name), fields);
  /** Of a row with several of them. */
  const part = (name: string, field: JQuery) =>
    $('<span>', { class: `lametric-frame-${name}` }).append(
      name in ICONS ? labelWithIcon(name) : label(name),
      field,
    );
  const input = (name: string, value: string) => $('<input>', { type: 'text', id: idOf(name) }).val(value);
  const numberInput = (name: string, value: number | string) =>
    $('<input>', { type: 'text', id: idOf(name), inputmode: 'decimal' }).val(value);

  let hasDuration = true;
  /** By kind, as the user has typed it. */
  const examples = new Map<Frame['type'], string>();
  if (saved.example !== undefined) examples.set(first.type, saved.example);
  const kind = $('<select>', { class: 'lametric-frame-kind', 'aria-label': commonText('frame.kind') });
  kind.append(KINDS.map((each) => $('<option>', { value: each }).text(commonText(`frame.${each}`))));
  kind.val(first.type);
  const value = input('value', first.value).attr('style', 'width: calc(100% - 125px)');
  const icon = input('icon', first.icon);
  const start = numberInput('start', first.start);
  const end = numberInput('end', first.end);
  const unit = input('unit', first.unit);
  const decimals = numberInput('decimals', first.decimals);
  decimals.attr({ placeholder: commonText('frame.auto') });
  const above = input('above', first.text).attr('placeholder', commonText('frame.above-default'));
  const duration = numberInput('duration', secondsOf(first.duration ?? ''));
  duration.attr({ placeholder: commonText('frame.auto') });
  const example = input('example', '').attr('aria-describedby', idOf('hint'));
  const hint = $('<div>', { id: idOf('hint'), class: 'lametric-frame-hint' });
  hint.text(commonText('frame.example-hint'));

  const typeNow = () => KINDS.find((each) => each === kind.val()) ?? 'text';
  const typed = () => ({
    type: typeNow(),
    value: value.typedInput('value'),
    valueType: value.typedInput('type'),
    icon: valueOf(icon),
    start: numberIn(valueOf(start)),
    end: numberIn(valueOf(end)),
    unit: textOf(unit),
    decimals: numberIn(valueOf(decimals)),
    text: textOf(above),
    duration: valueOf(duration) === '' ? null : millisecondsIn(valueOf(duration)),
  });
  const frameNow = (): Frame => completeFrame(typed());
  const showFields = () => {
    const frame = frameNow();
    const hasIcon = frame.type !== 'chart';
    const isGoal = frame.type === 'goal';
    element.toggleClass('lametric-frame-without-icon', !hasIcon);
    rowOf('look').toggle(hasIcon || hasDuration);
    rowOf('duration').toggle(hasDuration);
    rowOf('example').toggle(needsExample(frame));
    const shown = examples.get(frame.type) ?? exampleOf(frame);
    if (shown !== valueOf(example)) example.val(shown);
    rowOf('start').toggle(isGoal);
    rowOf('unit').toggle(isGoal || (frame.type === 'text' && mayBeNumber(frame)));
    rowOf('decimals').toggle(!isGoal);
    rowOf('above').toggle(isGoal);
  };
  /** A fixed text has its unit in it. One that is being typed does not vanish. */
  const mayBeNumber = (frame: Frame) =>
    needsExample(frame) ||
    `${textOf(unit)}${valueOf(decimals)}` !== '' ||
    rowOf('unit').find(':focus').length > 0;
  /** Those of a kind, and the saved one. */
  const typesOf = (type: Frame['type']): ValueType[] => {
    const other = VALUE_TYPES.find((each) => each === first.valueType && !TYPES[type].includes(each));
    return other === undefined || type !== first.type ? TYPES[type] : [...TYPES[type], other];
  };
  const takeKind = () => {
    const { type, valueType } = frameNow();
    const types = typesOf(type);
    value.typedInput('types', types);
    if (!types.some((each) => each === valueType)) value.typedInput('value', 'payload');
    element.find(`label[for="${idOf('value')}"]`).text(commonText(`frame.${type}`));
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
      row('example', example, hint),
      row('start', start, label('end'), end),
      row('unit', unit, part('decimals', decimals), part('above', above)),
    );
  value.typedInput({ types: typesOf(first.type), default: first.valueType });
  value.typedInput('type', first.valueType);
  // Safari's Tab stops at fields that nobody sees.
  rowOf('value').find('input[type=hidden]').attr('tabindex', -1);
  kind.on('change', takeKind);
  example.on('input', () => examples.set(typeNow(), valueOf(example)));
  element.on('input change', showFields);
  takeKind();

  return {
    get frame() {
      return frameNow();
    },
    /** As it was saved, unless somebody has changed it. */
    get saved(): SavedFrame {
      const frame = frameNow();
      const now = typed();
      const inShort = (each: SavedFrame) =>
        JSON.stringify(Object.keys(frame).map((name): unknown => Reflect.get(each, name)));
      const shown = valueOf(example);
      // A new one takes the default's place; the default itself is not saved.
      const kept = shown === exampleOf(frame) ? {} : { example: shown };
      const isSame = needsExample(frame) ? kept.example === saved.example : true;
      if (isSame && inShort(now) === inShort({ ...FRAME, ...saved })) return saved;
      // A number that could not be read is saved as it was typed.
      const more = { ...(needsExample(frame) && kept), duration: now.duration };
      if (frame.type === 'goal') return { ...frame, start: now.start, end: now.end, ...more };
      return { ...frame, ...(frame.type === 'text' && { decimals: now.decimals }), ...more };
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

/** Stands for a value that is not known, until the user types another. A unit or decimals tell that it is a number. */
function exampleOf(frame: Frame): string {
  const isNumber = frame.type === 'text' && `${frame.unit}${frame.decimals}` !== '';
  const kind = isNumber ? 'number' : frame.type;
  return commonText(`frame.examples.${kind}`);
}

/** Spaces and all: a unit may begin with one. */
function textOf(field: JQuery): string {
  return String(field.val() ?? '');
}

function valueOf(field: JQuery): string {
  return textOf(field).trim();
}
