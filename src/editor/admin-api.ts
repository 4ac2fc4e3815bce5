import { isObject, isString } from '../lametric/guards';
import type { Translate } from './text';

/** Why an admin request failed. */
export interface Failure {
  /** `login`: the user's session has ended; `permission`: the user may not; `offline`: no answer; `refused`: the rest. */
  kind: 'login' | 'permission' | 'offline' | 'refused';
  /** The HTTP status; 0 without an answer. */
  status: number;
  /** The error code of the answer, if it has one. */
  code: string | undefined;
  /** The message of the answer; empty if it has none. */
  message: string;
}

export class AdminError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The failure that a request was rejected with. Any other error is a fault of ours, and thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AdminError) return error.failure;
  throw error;
}

/**
 * Asks an admin endpoint of this package. The address is relative, because Node-RED's editor adds the user's token to
 * such requests only.
 * @param path begins with the type of the config node, such as `lametric-account/…`
 * @param body sent as JSON by POST; without a body, the request is a GET
 * @returns the JSON value of the answer, unchecked
 * @throws {AdminError}
 */
export function request(path: string, body?: object): Promise<unknown> {
  const settings: JQuery.AjaxSettings = { url: path, dataType: 'json' };
  if (body !== undefined) {
    Object.assign(settings, {
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(body),
    });
  }
  const [type] = path.split('/');
  const isPermitted = RED.user.hasPermission(`${type}.${body === undefined ? 'read' : 'write'}`);
  return new Promise((resolve, reject) => {
    $.ajax(settings).then(
      (answer: unknown) => resolve(answer),
      ({ status, responseJSON }: JQuery.jqXHR) =>
        reject(new AdminError(readFailure(status, responseJSON, isPermitted))),
    );
  });
}

/** As `request`, but a failure is no more than a missing answer: `undefined`. */
export function tryRequest(path: string): Promise<unknown> {
  return request(path).catch((error: unknown) => void failureOf(error));
}

/**
 * @param body of the answer, unchecked
 * @param isPermitted whether the user has the permission that the request needs
 */
export function readFailure(status: number, body: unknown, isPermitted: boolean): Failure {
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  return {
    kind: kindOf(status, isPermitted),
    status,
    code: isString(error.code) ? error.code : undefined,
    message: isString(error.message) ? error.message : '',
  };
}

/** Node-RED answers 401 both if the user's session has ended and if the user lacks the permission. */
function kindOf(status: number, isPermitted: boolean): Failure['kind'] {
  if (status === 0) return 'offline';
  if (status === 401) return isPermitted ? 'login' : 'permission';
  return 'refused';
}

/** The codes whose own text says everything. For the others, the message of the answer matters. */
const PLAIN = new Set(['NOT_CONFIGURED', 'NOT_AUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED', 'INTERNAL']);

/**
 * A failure as the user reads it, in the language of the editor, with the next thing to do.
 * @param text translates the common texts
 * @param scope the scope that the request needs
 */
export function failureText({ kind, status, code, message }: Failure, text: Translate, scope = ''): string {
  if (kind !== 'refused') return text(`failure.${kind}`);
  if (code !== undefined && PLAIN.has(code)) {
    return text('error.at', {
      where: text('title.lametric-account'),
      hint: text(code === 'INTERNAL' ? 'error.INTERNAL' : `error.account.${code}`, { scope }),
    });
  }
  return message === '' ? text('failure.refused', { status }) : message;
}

/** The same for a request to a clock: the texts for codes speak of an account. */
export function clockFailureText(failure: Failure, text: Translate): string {
  return failureText({ ...failure, code: undefined }, text);
}
