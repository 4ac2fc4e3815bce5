import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { AxiosError, CanceledError, type InternalAxiosRequestConfig } from 'axios';
import { dropIdle, routeBy, routeTo } from './agents';
import { type NoAnswer, isParseError } from './errors';
import { isObject, isString } from '../guards';
import { limitReading } from './limit-reading';

interface Received {
  response: IncomingMessage;
  body: Buffer;
}

/** The connections that have carried a request. */
const used = new WeakSet<Socket>();

/** The error of a request that got no answer. */
function noAnswer(message: string, code: string, details: NoAnswer): AxiosError {
  return Object.assign(new AxiosError(message, code), details);
}

/**
 * Sends a request and waits for the whole answer, until `timeout` is over or `signal` aborts.
 * @throws {AxiosError} `ETIMEDOUT`, `ERR_NETWORK` or `ERR_CANCELED`; `ERR_BAD_RESPONSE` for an answer that is too long
 */
export function receive(config: InternalAxiosRequestConfig): Promise<Received> {
  const { timeout = 0, signal, data, maxContentLength = Infinity } = config;
  const { answerTimeout = timeout, isAgentPatient = false, onSent } = config.exchange ?? {};
  return new Promise((resolve, reject) => {
    const { request, agent } = createRequest(config);
    // On a kept connection a request counts as sent at once.
    let stage: 'queued' | 'connecting' | 'sent' = 'queued';
    let isReused = false;
    let hasBegun = false;
    let isOver = false;
    let limit = timeout;
    const noteSent = () => {
      stage = 'sent';
      onSent?.(request.socket);
    };

    const end = () => {
      isOver = true;
      stopTimer();
      signal?.removeEventListener?.('abort', abort);
    };
    const succeed = (received: Received) => {
      end();
      resolve(received);
    };
    const fail = (error: unknown) => {
      if (isOver) return;
      end();
      reject(error);
      // If it is still in the agent's queue, the agent skips it.
      request.destroy();
    };
    const failUnreachable = (message: string, code: string, cause?: Error) => {
      if (!isOver && isReused) dropIdle(agent);
      const stale = isReused && cause !== undefined && !hasBegun && !isParseError(cause);
      fail(noAnswer(message, code, { sent: stage === 'sent', stale, cause }));
    };
    const failBy = (error: Error) => failUnreachable(wordsFor(error), AxiosError.ERR_NETWORK, error);
    const abort = () => fail(new CanceledError());
    const startTimer = (milliseconds: number): (() => void) =>
      limitReading(
        milliseconds,
        () => request.socket,
        () => {
          if (stage === 'sent' && limit < answerTimeout) {
            stopTimer = startTimer(answerTimeout - limit);
            limit = answerTimeout;
          } else {
            failUnreachable(`${LATE[stage]} within ${limit / 1000} s`, AxiosError.ETIMEDOUT);
          }
        },
      );
    let stopTimer = isAgentPatient ? () => {} : startTimer(timeout);
    signal?.addEventListener?.('abort', abort);

    request.on('socket', (socket) => {
      if (isAgentPatient && !isOver) stopTimer = startTimer(timeout);
      isReused = used.has(socket);
      used.add(socket);
      stage = 'connecting';
      const connected = socket instanceof TLSSocket ? 'secureConnect' : 'connect';
      if (isReused || isOpen(socket)) noteSent();
      else socket.once(connected, noteSent);
    });
    let isComplete = () => false;
    request.on('response', (response) => {
      hasBegun = true;
      isComplete = () => response.complete;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxContentLength) fail(badResponse('the answer is too long', response.statusCode));
      });
      response.on('end', () => succeed({ response, body: Buffer.concat(chunks) }));
      // This comes, too, when the connection ends before the body does.
      response.on('error', failBy);
    });
    // A `101 Switching Protocols`; Node closes the connection.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      succeed({ response, body: Buffer.alloc(0) });
    });
    request.on('error', (error) => {
      // Such as an answer that is longer than it says: it has arrived, and its end is yet to be read.
      if (!(isParseError(error) && isComplete())) failBy(error);
    });
    request.end(data);
  });
}

/** Some agents connect by themselves, and only then hand the connection over. */
function isOpen(socket: Socket): boolean {
  return socket instanceof TLSSocket ? socket.getFinished() !== undefined : !socket.connecting;
}

/** The error of an answer that cannot be used, whatever its status. */
export function badResponse(message: string, status: number | undefined, cause?: Error): AxiosError {
  return Object.assign(new AxiosError(message, AxiosError.ERR_BAD_RESPONSE), { status, cause });
}

const LATE = {
  queued: 'too many requests at once: no turn',
  connecting: 'no connection',
  sent: 'no answer',
};

function createRequest(config: InternalAxiosRequestConfig) {
  const { url = '', method = 'GET', headers, httpAgent, httpsAgent, insecureHTTPParser = false } = config;
  const target = new URL(url);
  const own: unknown = target.protocol === 'https:' ? httpsAgent : httpAgent;
  const route = own instanceof Agent ? routeBy(own, target) : routeTo(target);
  if (config.exchange?.freshConnection) dropIdle(route.agent);
  const create = route.address.protocol === 'https:' ? requestHttps : requestHttp;
  const request = create({
    ...route.address,
    agent: route.agent,
    method,
    headers: { ...headers.toJSON(), ...route.headers },
    insecureHTTPParser,
  });
  return { request, agent: route.agent };
}

/** Node's code of an error, or the fault in an answer. The rest of the error is left out, since it may hold the token. */
function wordsFor(error: unknown): string {
  if (isParseError(error) && isObject(error) && isString(error.reason)) return `HTTP: ${error.reason}`;
  const code = isObject(error) && isString(error.code) ? error.code : 'no connection';
  return /CERT|SIGNATURE|ISSUER|CHAIN/.test(code) ? `the certificate cannot be trusted (${code})` : code;
}
