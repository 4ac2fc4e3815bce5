import './row.css';
import { clockSerialNumbers } from '../clock-facts';
import { findConfigNodes } from '../config-nodes';
import { type Kind, showLines } from '../fields';
import { VARIABLE_TYPES } from '../form';
import { isObject, isString } from '../../lametric/guards';
import { commonText } from '../text';
import { iconButton } from './button';
import { addSearch } from './many';
import { type KnownClock, findAll, findNamed, namesIn, wordsOf } from './named';

/** Of the types of TypedInput, the one that Node-RED does not know. */
const ALL = 'all';

/** What is kept at the field: the ids of all clocks. */
const CLOCKS = 'lametric-clocks';
const NONE: ReadonlyMap<string, string> = new Map();

/** What a choice comes to. */
interface Meaning {
  /** The ids of the clocks, as far as the form can tell: of a message's choice, it may be any. */
  ids: string[];
  kind: Kind;
  /** Says so; of one clock, the list does. */
  lines: string[];
}

/**
 * Lets a flow node's form choose one clock from the list, or several, and says which those are.
 * @param form with the rows `clock` and `clocks`
 * @returns a field, not in the page, with the id of the clock that the form asks, which is the first; see `clocksIn`. It
 * triggers `change`, for the first time once the form is prepared
 */
export function clocksRow(form: JQuery): JQuery {
  const list = form.find('#node-input-device');
  const clocks = form.find('#node-input-clocks');
  const type = form.find('#node-input-clocksType');
  const rows = { one: list.closest('.form-row'), several: clocks.closest('.form-row') };
  const said = form.find('#lametric-clocks-said');
  const asked = $('<input>');
  let serialNumbers: ReadonlyMap<string, string> | undefined;

  const isOne = () => type.val() === 'one';
  const meaning = (): Meaning =>
    isOne()
      ? { ids: [String(list.val() ?? '')], kind: undefined, lines: [] }
      : meaningOf(clocks.typedInput('value'), String(type.val()), findClocks(serialNumbers ?? NONE));
  const say = ({ kind, lines }: Meaning) => showLines(said, kind, lines);
  const update = () => {
    const now = meaning();
    say(now);
    rows.one.toggle(isOne());
    rows.several.toggle(!isOne());
    const isFirst = asked.data(CLOCKS) === undefined;
    const before = clocksIn(asked);
    const [first = ''] = now.ids;
    asked.val(first).data(CLOCKS, now.ids);
    // The list triggers this, too, when its clock was changed in a dialog of its own.
    if (isFirst || isOne() || now.ids.join() !== before.join()) asked.trigger('change');
    if (!isOne() && serialNumbers === undefined) void loadSerialNumbers();
  };
  const loadSerialNumbers = async () => {
    serialNumbers = NONE;
    serialNumbers = await clockSerialNumbers();
    update();
  };
  /** Node-RED then checks the fields again. */
  const choose = (chosen: string) => {
    type.val(chosen).trigger('change');
    update();
  };

  clocks.typedInput({
    types: [
      { value: ALL, label: commonText('several.all'), icon: 'fa fa-clock-o', hasValue: false },
      'str',
      'json',
      ...VARIABLE_TYPES,
    ],
    default: isOne() ? ALL : String(type.val()),
  });
  addSearch(list);
  const severalButton = iconButton(['fa-clock-o', 'fa-clock-o'], commonText('several.several')).appendTo(
    list.parent(),
  );
  const oneButton = iconButton(['fa-clock-o'], commonText('several.one')).appendTo(clocks.parent());
  severalButton.on('click', () => {
    choose(clocks.typedInput('type'));
    rows.several.find('.red-ui-typedInput-type-select').trigger('focus');
  });
  oneButton.on('click', () => {
    clocks.typedInput('value', '');
    clocks.typedInput('type', ALL);
    choose('one');
    list.trigger('focus');
  });
  list.on('change', update);
  clocks.on('change', () => {
    const chosen = clocks.typedInput('type');
    const isLeft = !isOne() && type.val() !== ALL && chosen === ALL;
    if (!isOne()) choose(chosen);
    // Node-RED keeps the text of the type before.
    if (isLeft) clocks.typedInput('value', '');
  });
  clocks.next().on('input', () => say(meaning()));
  // Node-RED triggers `change` at the list once the form is prepared. That is the first update, when all listen.
  return asked;
}

/** The ids of the clocks that a field of `clocksRow` stands for; more than one where the node may go to several. */
export function clocksIn(asked: JQuery): string[] {
  const ids: unknown = asked.data(CLOCKS);
  return Array.isArray(ids) ? ids.filter(isString) : [];
}

function meaningOf(value: string, type: string, known: readonly KnownClock[]): Meaning {
  const all = findAll(known);
  const [first] = all.clocks;
  if (first !== undefined && VARIABLE_TYPES.some((variable) => variable === type)) {
    return {
      ids: all.clocks.map(({ id }) => id),
      kind: undefined,
      lines: [commonText('several.variable', { name: first.name })],
    };
  }
  const isFixed = type === 'str' || type === 'json';
  const named = isFixed ? findNamed(namesIn(value, type), known) : all;
  return { ids: named.clocks.map(({ id }) => id), ...wordsOf(named, commonText) };
}

/** The clocks that a message can go to, deployed or not, in the order of the workspace: none of those in subflows. */
function findClocks(serialNumbers: ReadonlyMap<string, string>): KnownClock[] {
  return findConfigNodes('device')
    .filter(({ z = '' }) => !isObject(RED.nodes.subflow(z)))
    .map((clock) => {
      const serialNumber = serialNumbers.get(clock.id) ?? '';
      const tab: unknown = RED.nodes.workspace(clock.z ?? '');
      const isDisabled = clock.d === true || (isObject(tab) && tab.disabled === true);
      return { id: clock.id, name: RED.utils.getNodeLabel(clock), serialNumber, isDisabled };
    });
}
