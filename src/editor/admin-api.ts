import { isObject, isString } from '../lametric/guards';

/** Why an admin request failed: of which kind it is, and what was said. */
export interface Failure {
  /** `login`: the user's session has ended; `permission`: the user may not; `offline`: no answer; `refused`: the rest. */
  kind: 'login' | 'permission' | 'offline' | 'refused';
  status: number;
  /** The code of Node-RED's answer, where it has one. */
  code: string | undefined;
  /** Node-RED's own words; empty where there are none. */
  message: string;
}

export class AdminError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * A request to the admin endpoints of the account. The address is relative, because Node-RED's editor adds the
 * user's token to such requests only.
 * @param path after `lametric-account/`
 * @param body sent as JSON, by POST; without one it is a GET
 * @param mayDo whether the user has the permission that the request needs
 * @throws {AdminError}
 */
export function request(path: string, mayDo: boolean, body?: object): Promise<unknown> {
  const settings: JQuery.AjaxSettings = { url: `lametric-account/${path}`, dataType: 'json' };
  if (body !== undefined) {
    Object.assign(settings, {
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(body),
    });
  }
  return new Promise((resolve, reject) => {
    $.ajax(settings).then(
      (answer: unknown) => resolve(answer),
      (answer: JQuery.jqXHR) =>
        reject(new AdminError(readFailure(answer.status, answer.responseJSON, mayDo))),
    );
  });
}

/** @param body of the answer, unchecked */
export function readFailure(status: number, body: unknown, mayDo: boolean): Failure {
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  return {
    kind: kindOf(status, mayDo),
    status,
    code: isString(error.code) ? error.code : undefined,
    message: isString(error.message) ? error.message : '',
  };
}

/** Node-RED answers 401 for both: who is not logged in any more, and who lacks the permission. */
function kindOf(status: number, mayDo: boolean): Failure['kind'] {
  if (status === 0) return 'offline';
  if (status === 401) return mayDo ? 'login' : 'permission';
  return 'refused';
}
