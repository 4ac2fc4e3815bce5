import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { dropIdle, routeBy, routeTo } from './agents';
import { LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import { limitReading } from './limit-reading';
import type { HttpRequest } from './message';

/** Milliseconds for a request and its whole answer, unless the request says otherwise. */
const REQUEST_TIMEOUT = 10_000;

/** The limit of an answer, both as it arrives and unpacked. */
export const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

interface Received {
  response: IncomingMessage;
  body: Buffer;
}

/** The connections that have carried a request. */
const used = new WeakSet<Socket>();

/**
 * Sends a request and waits for the whole answer, until `timeout` is over or `signal` aborts.
 * @throws {LaMetricError} as `exchange` does; after an abort any error, since `exchange` throws the signal's reason
 */
export function receive(sent: HttpRequest): Promise<Received> {
  const { timeout = REQUEST_TIMEOUT, answerTimeout = timeout, isAgentPatient = false, signal, body } = sent;
  return new Promise((resolve, reject) => {
    const { request, agent } = createRequest(sent);
    // On a kept connection a request counts as sent at once.
    let stage: 'queued' | 'connecting' | 'sent' = 'queued';
    let isReused = false;
    let isOver = false;
    let limit = timeout;
    const noteSent = () => {
      stage = 'sent';
      sent.onSent?.();
    };

    const end = () => {
      isOver = true;
      stopTimer();
      signal?.removeEventListener('abort', abort);
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
    const failUnreachable = (message: string, cause?: unknown) => {
      if (!isOver && isReused) dropIdle(agent);
      const reason = isParseError(cause) ? 'protocol' : undefined;
      fail(new LaMetricError('UNREACHABLE', message, { sent: stage === 'sent', reason, cause }));
    };
    const failBy = (error: unknown) => {
      if (error instanceof LaMetricError) fail(error);
      else failUnreachable(wordsFor(error), error);
    };
    // `exchange` throws the signal's reason instead.
    const abort = () => fail(new Error('aborted'));
    const startTimer = (milliseconds: number): (() => void) =>
      limitReading(
        milliseconds,
        () => request.socket,
        () => {
          if (stage === 'sent' && limit < answerTimeout) {
            stopTimer = startTimer(answerTimeout - limit);
            limit = answerTimeout;
          } else {
            failUnreachable(`${LATE[stage]} within ${limit / 1000} s`);
          }
        },
      );
    let stopTimer = isAgentPatient ? () => {} : startTimer(timeout);
    signal?.addEventListener('abort', abort);

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
      isComplete = () => response.complete;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MAX_RESPONSE_BYTES) fail(tooLong(response.statusCode));
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
    request.end(body);
  });
}

/** Some agents connect by themselves, and only then hand the connection over. */
function isOpen(socket: Socket): boolean {
  return socket instanceof TLSSocket ? socket.getFinished() !== undefined : !socket.connecting;
}

/** The error of an answer beyond `MAX_RESPONSE_BYTES`. */
export function tooLong(statusCode: number | undefined): LaMetricError {
  return new LaMetricError('BAD_RESPONSE', 'the answer is too long', { statusCode });
}

const LATE = {
  queued: 'too many requests at once: no turn',
  connecting: 'no connection',
  sent: 'no answer',
};

function createRequest({ url, method, headers, agent, freshConnection, isLenient = false }: HttpRequest) {
  const target = new URL(url);
  const route = agent === undefined ? routeTo(target) : routeBy(agent, target);
  if (freshConnection) dropIdle(route.agent);
  const create = route.address.protocol === 'https:' ? requestHttps : requestHttp;
  const request = create({
    ...route.address,
    agent: route.agent,
    method,
    headers: { ...headers, ...route.headers },
    insecureHTTPParser: isLenient,
  });
  return { request, agent: route.agent };
}

/** Whether there was an answer, but none in HTTP. */
const isParseError = (error: unknown) =>
  isObject(error) && isString(error.code) && error.code.startsWith('HPE_');

/** Node's code of an error, or the fault in an answer. The rest of the error is left out, since it may hold the token. */
function wordsFor(error: unknown): string {
  if (isParseError(error) && isObject(error) && isString(error.reason)) return `HTTP: ${error.reason}`;
  const code = isObject(error) && isString(error.code) ? error.code : 'no connection';
  return /CERT|SIGNATURE|ISSUER|CHAIN/.test(code) ? `the certificate cannot be trusted (${code})` : code;
}
