/** A reverse proxy in front of Node-RED, for tests of what such a one changes. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';

export interface ReverseProxy {
  /** The address that the browser sees, with the prefix, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Takes `prefix` off the path of a request and passes the rest on to `target`, which may have a path of its own.
 * Like nginx by default it sets `Host` to the server behind it; with `keepHost` it leaves the browser's.
 */
export async function startReverseProxy(
  target: string,
  prefix: string,
  { keepHost = false } = {},
): Promise<ReverseProxy> {
  const { host, href } = new URL(target);
  const server = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming;
    if (!url.startsWith(`${prefix}/`)) {
      response.writeHead(404).end();
      return;
    }
    const options = { method, headers: keepHost ? headers : { ...headers, host } };
    const outgoing = request(href.replace(/\/$/, '') + url.slice(prefix.length), options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('Not a TCP port');
  return {
    url: `http://127.0.0.1:${address.port}${prefix}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
