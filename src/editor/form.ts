import './form.css';
import { accountName, deviceName } from './account-facts';
import { CONFIG_TYPES, findConfigNodes } from './config-nodes';
import { deviceProblem } from './picker/devices';
import { isBoolean, isObject } from '../lametric/guards';
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

/** Of the values that a form saves, those that are no longer what they were when it was opened. */
export function changesOf<Values extends object>(opened: Values, saved: Values): object {
  const changed = Object.entries(saved).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(opened, name)),
  );
  return Object.fromEntries(changed);
}

/**
 * Leaves unset what a node lacks and its user has not changed, so that Done alone changes nothing. Node-RED saves the fields
 * that it finds after `oneditsave`.
 */
export function leaveUnset<Properties extends object>(
  node: Saved<Properties> & { readonly id: string },
  defaults: Readonly<Properties>,
  prefix: 'node-input' | 'node-config-input' = 'node-input',
): void {
  // One that is just being added has all.
  if (RED.nodes.node(node.id) === undefined) return;
  for (const [name, value] of Object.entries(defaults)) {
    if (Reflect.get(node, name) !== undefined) continue;
    const input = $(`#${prefix}-${name}`);
    const shown: unknown = isBoolean(value) ? input.prop('checked') : input.val();
    if (shown === '_ADD_' || String(shown) === String(value)) input.removeAttr('id');
  }
}

/** As `leaveUnset`, for the credentials of a config node. */
export function leaveCredentialsUnset(node: { readonly id: string }, names: readonly string[]): void {
  if (RED.nodes.node(node.id) === undefined) return;
  const credentials: unknown = Reflect.get(node, 'credentials');
  const saved = isObject(credentials) ? credentials : {};
  for (const name of names) {
    const input = $(`#node-config-input-${name}`);
    // Node-RED does not tell the editor a password, only that there is one.
    if (saved[name] === undefined && saved[`has_${name}`] !== true && input.val() === '')
      input.removeAttr('id');
  }
}

/**
 * Checks the TypedInput that chooses a device.
 * @param defaults of the node that has it
 */
export function deviceValidator(defaults: Readonly<{ device: string; deviceType: string }>): Validator {
  return function (value, options) {
    const device = value ?? defaults.device;
    const type = currentValue(this, 'deviceType', defaults.deviceType);
    const problem = deviceProblem(device, type);
    return problem === undefined
      ? RED.utils.validateTypedProperty(device, type, options)
      : commonText(`invalid.${problem}`);
  };
}

/**
 * Checks a TypedInput.
 * @param name of the property; that of its type ends in `Type`
 * @param defaults of the node that has it
 */
export function typedValidator<Name extends string>(
  name: Name,
  defaults: Readonly<Record<Name | `${Name}Type`, string>>,
): Validator {
  return function (value, options) {
    const type = currentValue(this, `${name}Type`, defaults[`${name}Type`]);
    return RED.utils.validateTypedProperty(value ?? defaults[name], type, options);
  };
}

/** Checks a TypedInput that must not be blank, see `typedValidator`. @param reason the text to show for a blank one */
export function filledValidator<Name extends string>(
  name: Name,
  defaults: Readonly<Record<Name | `${Name}Type`, string>>,
  reason: () => string,
): Validator {
  const validate = typedValidator(name, defaults);
  return function (value, options) {
    return (value ?? defaults[name]).trim() === '' ? reason() : validate.call(this, value, options);
  };
}

/**
 * A property as the open dialog shows it, else as it is saved: Node-RED's own validators look in the same places. A form is not
 * in the page while a config node is edited from it, so those that use the config node are judged by what they have saved.
 */
export function currentValue(node: object, name: string, byDefault: string): string {
  return String($(`#node-input-${name}`).val() ?? Reflect.get(node, name) ?? byDefault);
}

/** A value in Node-RED's notation, such as `msg.payload`, if its type has one; without the store of a context key. */
export function typedSource(value: string, type: string): string {
  if (type === 'flow' || type === 'global') return `${type}.${RED.utils.parseContextKey(value).key}`;
  return type === 'msg' ? `msg.${value}` : value;
}

/**
 * The `label` of a node: the name that the user gave it, else its purpose with the device, and with the account where there
 * are several.
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
  const user = findConfigNodes('account').length > 1 ? accountName(account) : '';
  return user === '' ? label : `${label} (${user})`;
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
    container.find('.red-ui-typedInput-option-expand').attr('aria-label', commonText('label.expand'));
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
