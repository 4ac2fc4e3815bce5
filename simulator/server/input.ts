/** Checks the bodies that are sent to the control surface. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isObject } from '../../src/lametric/guards';
import { isEncoding, type Fault } from './faults';
import { parseJson, type Request } from './http';

/** The body cannot be used; the message says why. */
export class InvalidInput extends Error {}

export function readObject({ body }: Request, allowed: readonly string[]): Record<string, unknown> {
  return asObject(parseJson(body), 'The body', allowed);
}

/** The body of a request for a fault: which paths, what happens, how often. */
export function readFaultRequest(request: Request): { path: string; fault: Fault; times: number } {
  const { path, fault, times = 1 } = readObject(request, ['path', 'fault', 'times']);
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new InvalidInput('path must be a path such as "/api/v2/users/me" or "/api/*"');
  }
  if (!isWholeNumber(times, 1)) throw new InvalidInput('times must be a whole number from 1');
  return { path, fault: readFault(fault), times };
}

/** How each part of a fault is read. */
const FAULT_PARTS: { [Part in keyof Fault]-?: (value: unknown) => NonNullable<Fault[Part]> } = {
  status: (value) => {
    if (isWholeNumber(value, 101) && (value === 101 || value >= 200) && value <= 599) return value;
    throw new InvalidInput('status must be 101 or between 200 and 599');
  },
  headers: readHeaders,
  body: (value) => {
    if (typeof value === 'string') return value;
    throw new InvalidInput('body must be a text');
  },
  encoding: (value) => {
    if (isEncoding(value)) return value;
    throw new InvalidInput('encoding must be gzip, br or deflate');
  },
  delay: (value) => {
    if (isWholeNumber(value, 0)) return value;
    throw new InvalidInput('delay must be a whole number of milliseconds');
  },
  cutAfter: (value) => {
    if (isWholeNumber(value, 0)) return value;
    throw new InvalidInput('cutAfter must be a whole number of bytes');
  },
  afterEffect: (value) => {
    if (typeof value === 'boolean') return value;
    throw new InvalidInput('afterEffect must be true or false');
  },
};

function readFault(value: unknown): Fault {
  const given = asObject(value, 'fault', Object.keys(FAULT_PARTS));
  const fault: Fault = {};
  for (const [name, read] of Object.entries(FAULT_PARTS)) {
    if (given[name] !== undefined) Object.assign(fault, { [name]: read(given[name]) });
  }
  return fault;
}

function readHeaders(value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(asObject(value, 'headers'))) {
    if (typeof text !== 'string') throw new InvalidInput(`The header ${name} must be a text`);
    try {
      validateHeaderName(name);
      validateHeaderValue(name, text);
    } catch {
      throw new InvalidInput(`The header ${name} cannot be sent`);
    }
    headers[name] = text;
  }
  return headers;
}

/** Unknown keys are refused, lest a misspelt fault waits for requests without anybody knowing. */
function asObject(value: unknown, what: string, allowed?: readonly string[]): Record<string, unknown> {
  if (!isObject(value)) throw new InvalidInput(`${what} must be a JSON object`);
  const unknown = Object.keys(value).find((key) => allowed?.includes(key) === false);
  if (unknown !== undefined) throw new InvalidInput(`${what} has an unknown key: ${unknown}`);
  return value;
}

export function isWholeNumber(value: unknown, from: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= from;
}
