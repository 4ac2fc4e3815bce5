/** A clock of few words: it answers as a test wants it to, and remembers what it was asked. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer as createHttp,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Server as NetServer } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocketOptions } from 'node:tls';
import { sendToClock } from '../../src/lametric/clock/requests';
import { type ClockLink, clockQueues } from '../../src/lametric/clock/link';
import { parseJson } from '../../src/lametric/http/json';
import type { ApiRequest } from '../../src/lametric/connection/request';
import { Requester } from '../../src/lametric/connection/requester';
import { certificate, key } from './certificate';

export const API_KEY = 'f+secret/key?';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface Clock {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
  readonly asked: Asked[];
  /** The connections that it has seen. */
  connections: number;
  answer: (response: ServerResponse, asked: Asked) => void;
  close(): Promise<void>;
}

/** The certificate of a TLS server. */
export const CERTIFICATE = { cert: certificate, key };

/** Of another clock, or of the same one after a reset: with the same name in it. */
export const OTHER_CERTIFICATE = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUVH8+TDa6pRtq16CkTMAHiKQWz7owCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTE4MTgzM1oYDzIxMjYxMTAx
MTgxODMzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATqbkahRYF1hMVMNgm+y7ruBH6iWTVYWEUMzoJrMoqxFluHuzURiYFk
YmLJD7ORyXbnDQa+I3ShwKjPRt+fAG+1o1MwUTAdBgNVHQ4EFgQUnv2d9cQ/YGgw
TcN46hLvc2z0iVEwHwYDVR0jBBgwFoAUnv2d9cQ/YGgwTcN46hLvc2z0iVEwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBXhYIzOcb96ZcMalTUPYCN
pv4QNTUdBhmfhu2jJ+DlLAIgXWCQ1at/9GoEl96Od+uW7VYt0ZegJnjKK1igvCGf
Y0A=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9EcF+u+lzR8OskNn
0b9/Xzl15aLbZ/AK1EadnOqCZAOhRANCAATqbkahRYF1hMVMNgm+y7ruBH6iWTVY
WEUMzoJrMoqxFluHuzURiYFkYmLJD7ORyXbnDQa+I3ShwKjPRt+fAG+1
-----END PRIVATE KEY-----
`,
};

/** @param at the port to listen on; default: a free one */
export async function startClock(
  tls: TLSSocketOptions | 'http' = CERTIFICATE,
  at = 0,
  host = '127.0.0.1',
): Promise<Clock> {
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers, body: parseJson(await text(request)) };
    clock.asked.push(asked);
    clock.answer(response, asked);
  };
  const listen = (request: IncomingMessage, response: ServerResponse) => void listener(request, response);
  const server = tls === 'http' ? createHttp(listen) : createHttps(tls, listen);
  server.on('connection', () => clock.connections++);
  const port = await listenAt(server, at, host);
  const clock: Clock = {
    server,
    port,
    origin: `${tls === 'http' ? 'http' : 'https'}://${host}:${port}`,
    asked: [],
    connections: 0,
    answer: (response) => reply(response, 200, {}),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return clock;
}

/** Listens on this computer. @returns the port, which is a free one by default */
export async function listenAt(server: NetServer, at = 0, host = '127.0.0.1'): Promise<number> {
  server.listen(at, host);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF8' });
  response.end(JSON.stringify(body));
}

/** As `reply`, with an error as clocks send it. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { errors: [{ message }] });
}

/** Sends requests to a clock with its key, and without a config node around it. */
export function senderTo(link: ClockLink, apiKey = API_KEY) {
  const requester = new Requester<string>({
    exchange: (request, credentials, ...sending) => sendToClock(link, request, credentials, ...sending),
    authorize: (attempt) => attempt(apiKey),
    ...clockQueues(),
  });
  return <T>(request: ApiRequest<T>, signal = new AbortController().signal) =>
    requester.send(request, signal);
}
