/** The web server of clocks. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../src/lametric/guards';
import type { Answer } from '../server/http';

/** Keeps a connection without saying so. With `closes`, ends it after the answer, unannounced as well. */
export function keepConnection({ socket }: IncomingMessage, response: ServerResponse, closes: boolean): void {
  if (response.shouldKeepAlive) response.removeHeader('connection');
  if (closes) response.once('finish', () => socket.end());
}

/** An answer as clocks send it: JSON indented with its keys in order, a success in chunks. */
export function fromLighttpd(answer: Answer): Answer {
  const type = answer.headers['content-type'] ?? 'text/html';
  const isJson = type === 'application/json';
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'content-type': isJson ? 'application/json;charset=UTF8' : type,
      server: 'lighttpd/1.4.35',
    },
    body: isJson ? JSON.stringify(sorted(JSON.parse(String(answer.body))), null, 2) : answer.body,
    isChunked: answer.status < 400,
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
