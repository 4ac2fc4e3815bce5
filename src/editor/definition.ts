/** The parts of a node's definition that are alike in many of them. */
import type { Saved } from './red';
import { commonText } from './text';
import { complete } from './form';

/** The property by which a flow node chooses its clock. */
export const CLOCK = {
  value: '',
  type: 'lametric-device',
  required: true,
  label: commonText('label.clock'),
};

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
 * The `label` of a node that uses a clock: the name that the user gave it, else its purpose and the clock.
 * @param words `node` is the label without a clock, and mentions LaMetric; `purpose` does not, and the clock follows
 */
export function clockLabel<Properties extends { name: string; device: string }>(
  defaults: Readonly<Properties>,
  words: (properties: Properties) => { node: string; purpose: string },
) {
  return function (this: Saved<Properties>): string {
    const properties = complete(this, defaults);
    if (properties.name !== '') return properties.name;
    const { node, purpose } = words(properties);
    const clock = RED.nodes.node(properties.device);
    return clock === null ? node : `${purpose}: ${RED.utils.getNodeLabel(clock)}`;
  };
}

/** The `labelStyle` of a node: as in Node-RED's own nodes, a name that the user gave is in italics. */
export function labelStyle(this: { name?: string | undefined }): string {
  return this.name ? 'node_label_italic' : '';
}
