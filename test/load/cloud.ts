/** A LaMetric cloud under load: it answers in time, late, or not at all, or is not there; and counts what comes. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { TOKEN } from '../helpers/paths';

/** How long an answer takes: milliseconds. */
const LATENCY = 500;

/** `ends`: it takes no access token any more, and asks to be left alone when asked for another one. */
type Mood = 'answers' | 'is silent' | 'ends';

export interface Cloud {
  url: string;
  mood: Mood;
  /** Since the last `reset`. */
  requests: number;
  tokenRequests: number;
  /** The most that were open at a time, looked at fifty times a second. */
  mostSockets: number;
  reset(): void;
  /** From now on, nobody can connect. */
  refuse(): void;
  close(): Promise<void>;
}

export async function startCloud(): Promise<Cloud> {
  let sockets = 0;
  const server = createServer((request, response) => {
    request.resume();
    const isTokenRequest = request.url === TOKEN;
    if (isTokenRequest) cloud.tokenRequests++;
    else cloud.requests++;
    if (cloud.mood === 'is silent') return;
    if (cloud.mood === 'ends') end(isTokenRequest, response);
    else setTimeout(answer, isTokenRequest ? 0 : LATENCY, request, response);
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets++;
    socket.on('close', () => sockets--);
  });
  // Not at each connection: that it takes the place of another one is known a moment later.
  setInterval(() => (cloud.mostSockets = Math.max(cloud.mostSockets, sockets)), 20).unref();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const cloud: Cloud = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    mood: 'answers',
    requests: 0,
    tokenRequests: 0,
    mostSockets: 0,
    reset: () => {
      cloud.requests = 0;
      cloud.tokenRequests = 0;
      cloud.mostSockets = sockets;
    },
    refuse: () => {
      server.close();
      server.closeAllConnections();
    },
    close: async () => {
      if (!server.listening) return;
      cloud.refuse();
      await once(server, 'close');
    },
  };
  return cloud;
}

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const tokens = { access_token: 'access', refresh_token: 'refresh', expires_in: 24 * 60 * 60 };
  const renamed = { success: { id: Number(url.split('/').at(-1)), name: 'Kitchen' } };
  response.end(JSON.stringify(url === TOKEN ? tokens : renamed));
}

function end(isTokenRequest: boolean, response: ServerResponse): void {
  if (isTokenRequest) response.writeHead(429, { 'retry-after': '40159' }).end();
  else response.writeHead(401).end('{"errors":[{"message":"Unauthorized"}]}');
}
