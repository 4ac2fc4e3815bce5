/** The parts of a node's definition that are alike in many of them. */
import { isObject } from '../lametric/guards';
import { WHICH_CLOCKS } from '../lametric/which-clocks';
import { isListed } from './clocks/many';
import { enumerate, namesIn } from './clocks/named';
import { complete, currentValue, typedSource } from './form';
import type { Saved } from './red';
import { commonText } from './text';

/** How many clocks a label names. */
const LABELLED = 3;

/** The property by which a flow node chooses its clock. */
export const CLOCK = {
  value: '',
  type: 'lametric-device',
  required: true,
  label: commonText('label.clock'),
  filter: isListed,
};

/** The properties by which a flow node chooses one clock or several; `device` counts for one. */
export const CLOCKS = {
  device: {
    value: WHICH_CLOCKS.device,
    type: CLOCK.type,
    label: CLOCK.label,
    filter: CLOCK.filter,
    // The second parameter tells Node-RED that a text is a reason.
    validate(this: object, value: string | undefined, _options: object | undefined) {
      return clocksTypeOf(this) === 'one' ? (clockProblem(value ?? '') ?? true) : true;
    },
  },
  clocks: {
    value: WHICH_CLOCKS.clocks,
    label: commonText('several.label'),
    validate(this: object, value: string | undefined, options: { label?: string } | undefined) {
      const type = clocksTypeOf(this);
      const clocks = value ?? WHICH_CLOCKS.clocks;
      if (type === 'one' || type === 'all') return true;
      const isFixed = type === 'str' || type === 'json';
      const isMissing = isFixed ? namesIn(clocks, type).length === 0 : clocks.trim() === '';
      return isMissing
        ? commonText('several.missing')
        : RED.utils.validateTypedProperty(clocks, type, options);
    },
  },
};

const clocksTypeOf = (node: object): string => currentValue(node, 'clocksType', WHICH_CLOCKS.clocksType);

/** Why a flow node cannot use a clock, in the words of Node-RED, which asks only where it has nobody else to ask. */
function clockProblem(id: string): string | undefined {
  const clock: unknown = RED.nodes.node(id);
  const prop = CLOCK.label;
  if (id === '' || id === '_ADD_') return RED._('editor:validator.errors.missing-required-prop', { prop });
  if (!isObject(clock)) return RED._('editor:validator.errors.missing-config', { prop });
  return clock.valid === false ? RED._('editor:validator.errors.invalid-config', { prop }) : undefined;
}

/** The property by which a flow node chooses its account. */
export const ACCOUNT = {
  value: '',
  type: 'lametric-account',
  required: true,
  label: commonText('label.account'),
};

/** The definitions of all properties, without a check: those that need more are written after them. */
export function unchecked<Properties extends object>(
  defaults: Readonly<Properties>,
): { [Name in keyof Properties]: { value: Properties[Name] } };
export function unchecked(defaults: object): object {
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { value }]));
}

/**
 * The `label` of a node that uses clocks: the name that the user gave it, else its purpose and the clocks.
 * @param words `node` is the label without a clock, and mentions LaMetric; `purpose` does not, and the clocks follow
 */
export function clockLabel<Properties extends { name: string; device: string }>(
  defaults: Readonly<Properties>,
  words: (properties: Properties) => { node: string; purpose: string },
) {
  return function (this: Saved<Properties>): string {
    const properties = complete(this, defaults);
    if (properties.name !== '') return properties.name;
    const { node, purpose } = words(properties);
    const clocks = clocksName({ ...WHICH_CLOCKS, ...properties });
    return clocks === '' ? node : `${purpose}: ${clocks}`;
  };
}

/** The chosen clocks as a label says them; empty where none is chosen. */
function clocksName({ device, clocks, clocksType }: typeof WHICH_CLOCKS): string {
  if (clocksType === 'all') return commonText('several.all');
  if (clocksType === 'json') return enumerate(namesIn(clocks, clocksType), LABELLED);
  if (clocksType !== 'one') return typedSource(clocks, clocksType).trim();
  const clock = RED.nodes.node(device);
  return clock === undefined ? '' : RED.utils.getNodeLabel(clock);
}

/** The `labelStyle` of a node: as in Node-RED's own nodes, a name that the user gave is in italics. */
export function labelStyle(this: { name?: string | undefined }): string {
  return this.name ? 'node_label_italic' : '';
}
