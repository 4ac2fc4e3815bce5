import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { ErrorCode } from '../lametric/errors';
import { isString, parseUrl } from '../lametric/guards';
import { type ConnectionType, explain } from './explain';

/** Node-RED's editor sends this for a password that it does not know. */
export const UNCHANGED_PASSWORD = '__PWRD__';

/** Whether a field of a request is text of no more than 4,096 characters. */
export const isText = (value: unknown): value is string => isString(value) && value.length <= 4096;

/** Thrown by an endpoint to refuse a request. The message is for the user. */
export class RefusedRequest extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The refusal of a request that has not the form which its address expects. */
export function malformed(RED: NodeAPI): RefusedRequest {
  return new RefusedRequest(400, 'INVALID_INPUT', RED._('common.request.body'));
}

/** An answer of an endpoint that is no JSON: a file that this browser may keep. */
export class AdminFile {
  constructor(
    readonly contentType: string,
    readonly content: Buffer,
    /** Seconds. */
    readonly maxAge: number,
  ) {}
}

/** The parts of a request that an endpoint uses. */
interface AdminRequest {
  /** The parameters in the path. */
  params: Record<string, string>;
  /** The parameters after the question mark, unchecked. */
  query: Record<string, unknown>;
  /** The JSON value, unchecked; `undefined` for any other body, since another site's form could post that. */
  body: unknown;
}

/** Resolves to an `AdminFile`, or to the value to answer with as JSON; `undefined` is answered with 204. */
type Handle = (request: AdminRequest) => Promise<unknown>;

/** The admin endpoints of one type of config node, `/TYPE/…`, guarded, with answers and errors in JSON. */
export class AdminEndpoints {
  readonly #RED: NodeAPI;
  readonly #type: ConnectionType;
  readonly #refuseCrossSite: RequestHandler;

  constructor(RED: NodeAPI, type: ConnectionType) {
    this.#RED = RED;
    this.#type = type;
    this.#refuseCrossSite = refuseCrossSite(RED._('common.error.cross-site'));
  }

  /** GET `/TYPE/path`, for users who may read these nodes. */
  read(path: string, handle: Handle): void {
    this.#RED.httpAdmin.get(`/${this.#type}/${path}`, this.#guards('read'), this.#answer(handle));
  }

  /** POST `/TYPE/path`, for users who may write these nodes. */
  write(path: string, handle: Handle): void {
    this.#RED.httpAdmin.post(`/${this.#type}/${path}`, this.#guards('write'), this.#answer(handle));
  }

  /** POST `/TYPE/path` for everybody but other sites. */
  post(path: string, handle: Handle): void {
    this.#RED.httpAdmin.post(`/${this.#type}/${path}`, this.#refuseCrossSite, this.#answer(handle));
  }

  /** A GET for everybody, other sites too, that answers by itself. */
  page(path: string, handle: (req: Request, res: Response) => Promise<void>): void {
    this.#RED.httpAdmin.get(`/${this.#type}/${path}`, (req, res) => {
      handle(req, res).catch((thrown: unknown) => this.#sendError(res, thrown));
    });
  }

  /** Answers requests whose body cannot be parsed. Call it last, since Express asks its handlers in order. */
  refuseBrokenBodies(): void {
    const refused = malformed(this.#RED);
    // Express tells an error handler by its four parameters.
    const handler = (_error: unknown, _req: Request, res: Response, _next: NextFunction) =>
      this.#sendError(res, refused);
    appAround(this.#RED.httpAdmin).use(`/${this.#type}`, handler);
  }

  #guards(permission: 'read' | 'write'): RequestHandler[] {
    return [this.#refuseCrossSite, this.#RED.auth.needsPermission(`${this.#type}.${permission}`)];
  }

  #answer(handle: Handle): RequestHandler<Record<string, string>> {
    return (req, res) => {
      res.set('Cache-Control', 'no-store');
      const body: unknown = req.is('application/json') === false ? undefined : req.body;
      Promise.resolve()
        .then(() => handle({ params: req.params, query: req.query, body }))
        .then((answer) => sendAnswer(res, answer))
        .catch((thrown: unknown) => this.#sendError(res, thrown));
    };
  }

  #sendError(res: Response, thrown: unknown): void {
    const error =
      thrown instanceof RefusedRequest ? thrown : explain(this.#RED, thrown, this.#type, '').error;
    const statusCode = error instanceof RefusedRequest ? error.statusCode : statusCodeOf(error.code);
    res.status(statusCode).json({ error: { code: error.code, message: error.message } });
  }
}

function sendAnswer(res: Response, answer: unknown): void {
  if (answer instanceof AdminFile) {
    res
      .set('Cache-Control', `private, max-age=${answer.maxAge}`)
      .set('X-Content-Type-Options', 'nosniff')
      .type(answer.contentType)
      .send(answer.content);
  } else if (answer === undefined) {
    res.status(204).end();
  } else {
    res.json(answer);
  }
}

/**
 * The app in which `httpAdmin` is mounted, if there is one. Node-RED parses bodies there, so only there can a parse error
 * be handled; otherwise, Express answers it with a page that shows the stack.
 */
function appAround(httpAdmin: Express): Express {
  const parent: unknown = Reflect.get(httpAdmin, 'parent');
  return isApp(parent) ? parent : httpAdmin;
}

function isApp(value: unknown): value is Express {
  return typeof value === 'function' && 'use' in value;
}

/**
 * Refuses requests that another site's page makes a browser send: Node-RED answers CORS with `*`, and many installations
 * have no login. Browsers say where a request comes from by `Sec-Fetch-Site`. On plain http from another host they have
 * only `Origin`, and for a picture or a script not even that: the last resort is the header `X-Requested-With`, which
 * jQuery adds and no other site can.
 */
function refuseCrossSite(message: string): RequestHandler {
  return (req, res, next) => {
    const site = req.get('Sec-Fetch-Site');
    const origin = req.get('Origin');
    const isOwn =
      site !== undefined
        ? site === 'same-origin' || site === 'none'
        : origin !== undefined
          ? isSameHost(origin, req.get('Host'))
          : !isBrowser(req) || req.get('X-Requested-With') !== undefined;
    if (isOwn) next();
    else res.status(403).json({ error: { code: 'FORBIDDEN', message } });
  };
}

/** A proxy may name the port in `Host` although it is the default one. */
function isSameHost(origin: string, host: string | undefined): boolean {
  const url = parseUrl(origin);
  return url !== undefined && url.host === parseUrl(`${url.protocol}//${host ?? ''}`)?.host;
}

const isBrowser = (req: Request) => req.get('User-Agent')?.startsWith('Mozilla/') === true;

/** The status of an answer that tells of a failure. */
export function statusCodeOf(code: ErrorCode): number {
  return STATUS_CODES[code] ?? 502;
}

const STATUS_CODES: Partial<Record<ErrorCode, number>> = {
  INVALID_INPUT: 400,
  NOT_CONFIGURED: 409,
  NOT_AUTHORIZED: 409,
  INTERNAL: 500,
};
