import './form.css';
import { accountName, deviceName } from './account-facts';
import { deviceProblem } from './picker/devices';
import type { Validator } from './red';
import { commonText } from './text';

/** The types of a TypedInput whose value may differ from message to message. */
export const VARIABLE_TYPES = ['msg', 'flow', 'global', 'env', 'jsonata'] as const;

/**
 * Checks the TypedInput that chooses a device.
 * @param typeField the property with its type
 */
export function deviceValidator(typeField: string): Validator {
  const validateTyped = RED.validators.typedInput(typeField);
  return function (value, options) {
    const problem = deviceProblem(value, currentType(this, typeField));
    return problem === undefined
      ? validateTyped.call(this, value, options)
      : commonText(`invalid.${problem}`);
  };
}

/**
 * Checks a TypedInput that must not be blank.
 * @param typeField the property with its type
 * @param reason the text to show for a blank one
 */
export function filledValidator(typeField: string, reason: () => string): Validator {
  const validateTyped = RED.validators.typedInput(typeField);
  return function (value, options) {
    return value.trim() === '' ? reason() : validateTyped.call(this, value, options);
  };
}

/** The type in the open dialog, else the node's own: Node-RED's validators look in the same places. */
function currentType(node: object, typeField: string): string {
  return String($(`#node-input-${typeField}`).val() ?? Reflect.get(node, typeField));
}

/** The config nodes that flow nodes use, by the property that names them. */
const CONFIG_TYPES = { account: 'lametric-account', device: 'lametric-device' } as const;
type ConfigProperty = keyof typeof CONFIG_TYPES;

/** Gives the only account to the nodes of a type that have none. See `takeOnly`. */
export function takeOnlyAccount(type: string): void {
  takeOnly(type, 'account');
}

/** Gives the only clock to the nodes of a type that have none. See `takeOnly`. */
export function takeOnlyClock(type: string): void {
  takeOnly(type, 'device');
}

/**
 * If there is only one config node, gives it to the nodes of a type that have none: when such a node is dragged from the
 * palette or imported, and when the config node is added after the node.
 */
function takeOnly(type: string, property: ConfigProperty): void {
  RED.events.on('nodes:add', (added: { type: string; changed?: boolean }) => {
    // Nodes that are loaded from Node-RED are not `changed`: they stay as they were deployed.
    if (added.changed === true && (added.type === type || added.type === CONFIG_TYPES[property])) {
      // Node-RED completes what it imports only after this event.
      setTimeout(() => giveOnly(type, property));
    }
  });
}

function giveOnly(type: string, property: ConfigProperty): void {
  const only = onlyNode(property);
  if (only === '') return;
  RED.nodes.eachNode((node) => {
    if (node.type !== type || Reflect.get(node, property) !== '') return;
    Object.assign(node, { [property]: only, changed: true, dirty: true, resize: true });
    RED.nodes.updateConfigNodeUsers(node, { action: 'add' });
    RED.editor.validateNode(node);
  });
  RED.view.redraw();
}

/** A value in Node-RED's notation, such as `msg.payload`, if its type has one. */
function typedSource(value: string, type: string): string {
  return ['msg', 'flow', 'global'].includes(type) ? `${type}.${value}` : value;
}

/**
 * The `label` of a node: the name that the user gave it, else its purpose with the device and the account.
 * @param node the purpose without a device; it mentions LaMetric
 * @param deed the purpose before the name of a device
 */
export function nodeLabel(
  {
    name,
    account,
    device,
    deviceType,
  }: { name: string; account: string; device: string; deviceType: string },
  node: string,
  deed: string,
): string {
  if (name !== '') return name;
  const chosen = deviceType === 'str' ? deviceName(account, device) : typedSource(device, deviceType);
  const purpose = deviceType === 'all' || chosen.trim() === '' ? node : `${deed}: ${chosen}`;
  const user = accountName(account);
  return user === '' ? purpose : `${purpose} (${user})`;
}

/** The `label` of a node that uses a clock: the name that the user gave it, else its purpose and the clock. */
export function clockNodeLabel(
  { name, device }: { name: string; device: string },
  node: string,
  deed: string,
): string {
  if (name !== '') return name;
  const clock = RED.nodes.node(device);
  return clock === null ? node : `${deed}: ${RED.utils.getNodeLabel(clock)}`;
}

/** The `labelStyle` of a node: as in Node-RED's own nodes, a name that the user gave is in italics. */
export function labelStyle(this: { name: string }): string {
  return this.name ? 'node_label_italic' : '';
}

/** The id of the only account; empty if there are several or none. */
export function onlyAccount(): string {
  return onlyNode('account');
}

function onlyNode(property: ConfigProperty): string {
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
