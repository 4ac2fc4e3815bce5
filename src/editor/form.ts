import './form.css';
import { accountName, deviceName } from './account-facts';
import { deviceProblem } from './picker/devices';
import { isBoolean } from '../lametric/guards';
import type { Saved, Validator } from './red';
import { commonText } from './text';

/** The types of a TypedInput whose value may differ from message to message. */
export const VARIABLE_TYPES = ['msg', 'flow', 'global', 'env', 'jsonata'] as const;

/** A node's properties, with the defaults of what it lacks: it was made by hand, or by an older version. */
export function complete<Properties extends object>(
  node: Saved<Properties>,
  defaults: Readonly<Properties>,
): Properties {
  const saved = Object.keys(defaults).map((name): [string, unknown] => [name, Reflect.get(node, name)]);
  return { ...defaults, ...Object.fromEntries(saved.filter(([, value]) => value !== undefined)) };
}

/**
 * Fills in the fields of an opening dialog for which the node has nothing: before they become a TypedInput.
 * @returns the node's properties, see `complete`
 */
export function fillIn<Properties extends object>(
  node: Saved<Properties>,
  defaults: Readonly<Properties>,
  prefix: 'node-input' | 'node-config-input' = 'node-input',
): Properties {
  for (const [name, value] of Object.entries(defaults)) {
    if (Reflect.get(node, name) !== undefined || value === '') continue;
    const input = $(`#${prefix}-${name}`);
    if (isBoolean(value)) input.prop('checked', value);
    else input.val(String(value));
  }
  return complete(node, defaults);
}

/**
 * Checks the TypedInput that chooses a device.
 * @param defaults of the node that has it
 */
export function deviceValidator(defaults: Readonly<{ device: string; deviceType: string }>): Validator {
  return function (value, options) {
    const device = value ?? defaults.device;
    const type = currentType(this, 'deviceType', defaults.deviceType);
    const problem = deviceProblem(device, type);
    return problem === undefined
      ? RED.utils.validateTypedProperty(device, type, options)
      : commonText(`invalid.${problem}`);
  };
}

/**
 * Checks a TypedInput that must not be blank.
 * @param name of the property; that of its type ends in `Type`
 * @param defaults of the node that has it
 * @param reason the text to show for a blank one
 */
export function filledValidator<Name extends string>(
  name: Name,
  defaults: Readonly<Record<Name | `${Name}Type`, string>>,
  reason: () => string,
): Validator {
  return function (value, options) {
    const text = value ?? defaults[name];
    const type = currentType(this, `${name}Type`, defaults[`${name}Type`]);
    return text.trim() === '' ? reason() : RED.utils.validateTypedProperty(text, type, options);
  };
}

/** The type in the open dialog, else the node's own: Node-RED's validators look in the same places. */
function currentType(node: object, typeField: string, byDefault: string): string {
  return String($(`#node-input-${typeField}`).val() ?? Reflect.get(node, typeField) ?? byDefault);
}

/** The config nodes that flow nodes use, by the property that names them. */
const CONFIG_TYPES = { account: 'lametric-account', device: 'lametric-device' } as const;
type ConfigProperty = keyof typeof CONFIG_TYPES;

/**
 * If there is only one config node of a kind, gives it to the flow nodes that have none: when such a node is dragged from
 * the palette or imported, and when the config node is added after the node. The config node's own form calls this.
 */
export function giveOnlyToNodes(property: ConfigProperty): void {
  RED.events.on('nodes:add', (added: { type: string; changed?: boolean }) => {
    // Nodes that are loaded from Node-RED are not `changed`: they stay as they were deployed.
    if (added.changed !== true || !/^lametric[ -]/.test(added.type)) return;
    // Node-RED completes what it imports only after this event.
    setTimeout(() => giveOnly(property, added.type));
  });
}

/** @param added the type of the node that was added */
function giveOnly(property: ConfigProperty, added: string): void {
  const configType = CONFIG_TYPES[property];
  const only = onlyNode(property);
  if (only === '') return;
  RED.nodes.eachNode((node) => {
    if (added !== configType && node.type !== added) return;
    if (RED.nodes.getType(node.type)?.defaults?.[property]?.type !== configType) return;
    if ((Reflect.get(node, property) ?? '') !== '') return;
    Object.assign(node, { [property]: only, changed: true, dirty: true, resize: true });
    RED.nodes.updateConfigNodeUsers(node, { action: 'add' });
    RED.editor.validateNode(node);
  });
  RED.view.redraw();
}

/** A value in Node-RED's notation, such as `msg.payload`, if its type has one. */
export function typedSource(value: string, type: string): string {
  return ['msg', 'flow', 'global'].includes(type) ? `${type}.${value}` : value;
}

/**
 * The `label` of a node: the name that the user gave it, else its purpose with the device and the account.
 * @param node the label without a device; it mentions LaMetric
 * @param purpose without LaMetric, for the name of a device to follow
 */
export function nodeLabel(
  { name, account, device, deviceType }: Record<'name' | 'account' | 'device' | 'deviceType', string>,
  node: string,
  purpose: string,
): string {
  if (name !== '') return name;
  const chosen = deviceType === 'str' ? deviceName(account, device) : typedSource(device, deviceType);
  const label = deviceType === 'all' || chosen.trim() === '' ? node : `${purpose}: ${chosen}`;
  const user = accountName(account);
  return user === '' ? label : `${label} (${user})`;
}

/** The id of the only config node of a kind; empty if there are several or none. */
export function onlyNode(property: ConfigProperty): string {
  const found: string[] = [];
  RED.nodes.eachConfig(({ id, type, z, d }) => {
    // One that is disabled or belongs to a subflow does not count.
    if (type === CONFIG_TYPES[property] && !z && !d) found.push(id);
  });
  const [only = ''] = found;
  return found.length === 1 ? only : '';
}

/**
 * Names the parts that Node-RED makes of a form's fields for screen readers, and lets the buttons beside an account or
 * a clock be reached and pressed by keys.
 */
export function makeAccessible(form: JQuery): void {
  form.find('.red-ui-typedInput-container').each((_, element) => {
    const container = $(element);
    const label = form.find(`label[for="${container.prev().attr('id')}"]`);
    // By reference, because Node-RED translates the form later.
    const id = `${label.attr('for')}-label`;
    label.attr('id', id);
    container.find('.red-ui-typedInput-input').attr('aria-labelledby', id);
    // Node-RED 5 says here what is wrong.
    container.find('.red-ui-typedInput-input-wrap').attr({ role: 'group', 'aria-labelledby': id });
    container.find('.red-ui-typedInput-option-expand').attr('aria-label', RED._('editor:common.label.edit'));
  });
  for (const [property, type] of Object.entries(CONFIG_TYPES)) nameConfigButtons(form, property, type);
}

function nameConfigButtons(form: JQuery, property: string, type: string): void {
  for (const [button, key] of [
    ['edit', 'editor:editor.editConfig'],
    ['add', 'editor:editor.addNewConfig'],
  ] as const) {
    form
      .find(`[id$="-btn-${property}-${button}"]`)
      .attr({ role: 'button', tabindex: 0, 'aria-label': RED._(key, { type: commonText(`label.${type}`) }) })
      .on('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        $(event.currentTarget).trigger('click');
      });
  }
}
