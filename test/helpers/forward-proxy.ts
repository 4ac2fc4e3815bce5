/** A proxy for the requests of clients (`HTTP_PROXY`): it fetches whole addresses, and opens tunnels (`CONNECT`). */
import { once } from 'node:events';
import {
  type OutgoingHttpHeaders,
  type RequestListener,
  createServer as createHttp,
  request,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type Socket, connect } from 'node:net';
import { certificate, key } from './certificate';

export interface ForwardProxy {
  readonly port: number;
  readonly url: string;
  /** The requests that came, with the user that they named: `CONNECT host:port`, `GET http://host/path`. */
  readonly asked: { line: string; headers: OutgoingHttpHeaders }[];
  /** How many are open, from clients and to hosts. */
  readonly connections: number;
  /** The status with which it refuses everything; 0: it says nothing. */
  refusal: number | undefined;
  close(): Promise<void>;
}

/** @param isSecure whether the proxy itself is spoken to by TLS */
export async function startForwardProxy(isSecure = false): Promise<ForwardProxy> {
  const sockets = new Set<Socket>();
  const fetchFor: RequestListener = (incoming, response) => {
    const { method, url = '', headers } = incoming;
    proxy.asked.push({ line: `${method} ${url}`, headers });
    if (proxy.refusal === 0) return;
    if (proxy.refusal !== undefined) {
      response.writeHead(proxy.refusal).end('{"error":"invalid_grant"}');
      return;
    }
    const { 'proxy-authorization': _login, ...passedOn } = headers;
    const outgoing = request(url, { method, headers: passedOn, agent: false });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    outgoing.on('upgrade', (_answer, socket) => {
      socket.destroy();
      response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n');
    });
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
  const server = isSecure ? createHttps({ cert: certificate, key }, fetchFor) : createHttp(fetchFor);
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    proxy.asked.push({ line: `CONNECT ${url}`, headers });
    if (proxy.refusal === 0) {
      client.on('end', () => client.destroy());
      client.on('error', () => undefined).resume();
      return;
    }
    if (proxy.refusal !== undefined) {
      client.end(`HTTP/1.1 ${proxy.refusal} No\r\n\r\n{"error":"invalid_grant"}`);
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname, () => client.write('HTTP/1.1 200 Connected\r\n\r\n'));
    sockets.add(target);
    target.pipe(client).pipe(target);
    for (const socket of [client, target]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        target.destroy();
        sockets.delete(target);
      });
    }
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('Not a TCP port');
  const { port } = address;
  const proxy: ForwardProxy = {
    port,
    url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked: [],
    get connections() {
      return sockets.size;
    },
    refusal: undefined,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  return proxy;
}
