/** The actions of an app as the clock describes them, and the values that they take. */
import { isInteger, isNumber, isString } from '../guards';
import type { ActionParameter, App } from './types';

type Parameters = Readonly<Record<string, ActionParameter>>;

/** The actions of an app by their ids; empty if it names none. */
export function actionsOf({ actions }: App): Readonly<Record<string, Parameters>> {
  return actions ?? {};
}

/** The words that a parameter may be: of `format`, which is either words separated by `|`, or a regular expression. */
export function choicesOf({ format }: ActionParameter): string[] {
  return format != null && /^[\w.-]+(\|[\w.-]+)+$/.test(format) ? format.split('|') : [];
}

/** The reason why a value cannot be used for a parameter. */
export type ParameterProblem = 'required' | 'bool' | 'int' | 'string' | 'choice' | 'format';

/** A value in the parameter's own type, or why it cannot be; `undefined` as the value: it is left out. */
export type ReadParameter =
  { value: unknown; problem: undefined } | { value: undefined; problem: ParameterProblem };

const READERS: Record<string, { read: (value: unknown) => unknown; problem: ParameterProblem }> = {
  bool: { read: readBoolean, problem: 'bool' },
  int: { read: readWhole, problem: 'int' },
  string: { read: (value) => (isString(value) ? value : undefined), problem: 'string' },
};

/**
 * Reads the value of a parameter. Whole numbers and yes or no may come as text.
 * @param value blank text, `null` and `undefined` stand for none
 */
export function readParameter(parameter: ActionParameter, value: unknown): ReadParameter {
  if (value == null || value === '') {
    const problem = parameter.required === true ? 'required' : undefined;
    return { value: undefined, problem };
  }
  const reader = READERS[parameter.data_type ?? ''];
  const read = reader === undefined ? value : reader.read(value);
  if (reader !== undefined && read === undefined) return { value: undefined, problem: reader.problem };
  const problem = formatProblem(parameter, read);
  return problem === undefined ? { value: read, problem } : { value: undefined, problem };
}

function readBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function readWhole(value: unknown): number | undefined {
  const number = isString(value) && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return isInteger(number) ? number : undefined;
}

function formatProblem(parameter: ActionParameter, value: unknown): 'choice' | 'format' | undefined {
  const { format } = parameter;
  if (format == null || format === '' || !(isString(value) || isNumber(value))) return undefined;
  const choices = choicesOf(parameter);
  if (choices.length > 0) return choices.includes(String(value)) ? undefined : 'choice';
  const pattern = patternOf(format);
  return pattern === undefined || pattern.test(String(value)) ? undefined : 'format';
}

/** A clock's patterns may be of another dialect: one that JavaScript cannot parse checks nothing. */
function patternOf(format: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${format})$`);
  } catch {
    return undefined;
  }
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
  const [, app, widget] = /^\s*([\w.-]+)(?:\/(.*?))?\s*$/.exec(value) ?? [];
  return app === undefined ? undefined : { app, widget: widget || undefined };
}
