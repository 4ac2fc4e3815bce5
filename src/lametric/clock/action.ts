/** The actions of an app as the clock describes them, and the values that they take. */
import { isInteger, isNumber, isString } from '../guards';
import type { ActionParameter, App } from './types';

type Parameters = Readonly<Record<string, ActionParameter>>;

/** The actions of an app by their ids; empty if it names none. */
export function actionsOf({ actions }: App): Readonly<Record<string, Parameters>> {
  return actions ?? {};
}

/** The words that a parameter may be. Any other `format` is a regular expression, which is never run: it may take for ever. */
export function choicesOf({ format }: ActionParameter): string[] {
  return format != null && /^[\w.-]+(\|[\w.-]+)+$/.test(format) ? format.split('|') : [];
}

/** The reason why a value cannot be used for a parameter. */
export type ParameterProblem = 'required' | 'bool' | 'int' | 'string' | 'choice';

/** A value in the parameter's own type, or why it cannot be; `undefined` as the value: it is left out. */
export type ReadParameter =
  { value: unknown; problem: undefined } | { value: undefined; problem: ParameterProblem };

const READERS = new Map<unknown, { read: (value: unknown) => unknown; problem: ParameterProblem }>([
  ['bool', { read: readBoolean, problem: 'bool' }],
  ['int', { read: readWhole, problem: 'int' }],
  ['string', { read: (value) => (isString(value) ? value : undefined), problem: 'string' }],
]);

/**
 * Reads the value of a parameter. Whole numbers and yes or no may come as text.
 * @param value blank text, `null` and `undefined` stand for none
 */
export function readParameter(parameter: ActionParameter, value: unknown): ReadParameter {
  if (value == null || value === '') {
    const problem = parameter.required === true ? 'required' : undefined;
    return { value: undefined, problem };
  }
  const reader = READERS.get(parameter.data_type);
  const read = reader === undefined ? value : reader.read(value);
  if (reader !== undefined && read === undefined) return { value: undefined, problem: reader.problem };
  const choices = choicesOf(parameter);
  const isOther = choices.length > 0 && (isString(read) || isNumber(read)) && !choices.includes(String(read));
  return isOther ? { value: undefined, problem: 'choice' } : { value: read, problem: undefined };
}

function readBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function readWhole(value: unknown): number | undefined {
  const number = isString(value) && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return isInteger(number) ? number : undefined;
}

/** An app, and perhaps one of its widgets: `package/widget`, or `package` alone. */
export interface AppName {
  app: string;
  /** `undefined`: the app's first. */
  widget: string | undefined;
}

/** @returns `undefined` for a value that names no app */
export function parseAppName(value: unknown): AppName | undefined {
  if (!isString(value)) return undefined;
  const [app = '', ...widget] = value.trim().split('/');
  return /^[\w.-]+$/.test(app) ? { app, widget: widget.join('/') || undefined } : undefined;
}
