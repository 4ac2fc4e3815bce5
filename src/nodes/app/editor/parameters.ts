import { choicesOf, readParameter } from '../../../lametric/clock/action';
import type { ActionParameter } from '../../../lametric/clock/types';
import { VARIABLE_TYPES, makeAccessible } from '../../../editor/form';
import { textOf } from '../../../editor/text';
import { type ParameterProperties, completeParameter } from '../properties';

const text = textOf('app');

/** The kinds of parameters that have a type of TypedInput of their own; all others are text. */
const KINDS = ['bool', 'int'] as const;
const TYPES = { bool: 'bool', int: 'num' } as const;
const ICONS = { bool: 'bool', num: '09', str: 'az' };

type Schema = Readonly<Record<string, ActionParameter>>;

/** The rows of the form for an action's parameters, drawn as the clock describes them. */
export class ParameterRows {
  readonly #container: JQuery;
  /** The values entered, by name. They stay while the rows are drawn again. */
  readonly #entered = new Map<string, ParameterProperties>();
  #schema: Schema = {};
  #drawn = '';

  constructor(container: JQuery, saved: readonly Partial<ParameterProperties>[]) {
    this.#container = container;
    for (const parameter of saved.map(completeParameter)) this.#entered.set(parameter.name, parameter);
  }

  /** @param schema the parameters of the chosen action; `undefined` where nobody knows them: then those saved are shown */
  draw(schema: Schema | undefined): void {
    this.#schema = schema ?? this.#savedSchema;
    const drawn = JSON.stringify(this.#schema);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const returnToField = this.#rememberField();
    this.#container.empty();
    for (const [name, parameter] of Object.entries(this.#schema)) this.#addRow(name, parameter);
    makeAccessible(this.#container);
    returnToField();
  }

  /** The user may be typing while the clock answers. @returns goes on in the same field, once it is drawn anew */
  #rememberField(): () => void {
    const { activeElement: field } = document;
    const isField = field instanceof HTMLInputElement && this.#container.has(field).length > 0;
    if (!isField) return () => undefined;
    const label = $(field).closest('.form-row').find('label').text();
    const { selectionStart, selectionEnd } = field;
    return () => {
      const row = this.#container
        .find('.form-row')
        .filter((_, each) => $(each).find('label').text() === label);
      const [again] = row.find('input:visible').get();
      if (!(again instanceof HTMLInputElement)) return;
      again.focus();
      again.setSelectionRange(selectionStart, selectionEnd);
    };
  }

  get #savedSchema(): Schema {
    const kindOf = (valueType: string) => KINDS.find((kind) => TYPES[kind] === valueType) ?? 'string';
    return Object.fromEntries(
      [...this.#entered.values()].map(({ name, valueType }) => [name, { data_type: kindOf(valueType) }]),
    );
  }

  /** The parameters to be saved: those with a value. */
  get values(): ParameterProperties[] {
    return Object.keys(this.#schema).flatMap((name) => {
      const entered = this.#entered.get(name);
      return entered === undefined || entered.value === '' ? [] : [entered];
    });
  }

  /** The problem of the first parameter that has one. */
  get problem(): string | undefined {
    const problems = Object.entries(this.#schema).map(([name, parameter]) =>
      this.#problemOf(name, parameter),
    );
    return problems.find((problem) => problem !== undefined);
  }

  #addRow(name: string, parameter: ActionParameter): void {
    const id = `lametric-app-parameter-${name.replace(/\W/g, '-')}`;
    const label = $('<label>', { for: id, class: 'lametric-app-parameter' }).text(name);
    const input = $('<input>', { type: 'text', id, style: 'width: calc(100% - 125px)' });
    const problem = $('<div>', { class: 'lametric-beside lametric-app-problem', role: 'status' });
    $('<div>', { class: 'form-row' }).append(label, ' ', input, problem).appendTo(this.#container);
    const own = ownType(parameter);
    const { value, valueType } = this.#entered.get(name) ?? { value: '', valueType: own.value };
    input.typedInput({ types: [own, ...VARIABLE_TYPES], default: valueType });
    input.typedInput('type', valueType);
    input.typedInput('value', value);
    const take = () => {
      const [taken, type] = [input.typedInput('value'), input.typedInput('type')];
      this.#entered.set(name, { name, value: taken, valueType: type });
    };
    const judge = () => {
      take();
      problem.text(this.#problemOf(name, parameter) ?? '');
    };
    // While the user is typing, it is too soon for a judgement.
    input.next().on('input', take);
    input.on('change', judge);
    judge();
  }

  #problemOf(name: string, parameter: ActionParameter): string | undefined {
    const { value, valueType } = this.#entered.get(name) ?? { value: '', valueType: 'str' };
    // A value that comes with the message is checked at run time.
    if (value !== '' && VARIABLE_TYPES.some((type) => type === valueType)) return undefined;
    const { problem } = readParameter(parameter, value);
    const choices = choicesOf(parameter).join(', ');
    return problem && text(`invalid.${problem}`, { name, choices });
  }
}

/** The type of TypedInput that has the editor for a parameter. Blank: the parameter is not sent. */
function ownType(parameter: ActionParameter) {
  const { data_type: kind, required } = parameter;
  const type = kind === 'bool' || kind === 'int' ? TYPES[kind] : 'str';
  const words = type === 'bool' ? ['true', 'false'] : choicesOf(parameter);
  const unset = required === true ? [] : [{ value: '', label: text('parameter.unset') }];
  const options = [...unset, ...words.map((word) => ({ value: word, label: word }))];
  return {
    value: type,
    label:
      words.length > 0 && type === 'str' ? text('parameter.words') : RED._(`editor:typedInput.type.${type}`),
    icon: `red/images/typedInput/${ICONS[type]}.svg`,
    validate: (value: string) => readParameter(parameter, value).problem === undefined,
    ...(words.length > 0 && { options }),
  };
}
