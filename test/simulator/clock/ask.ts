import { request, type RequestOptions } from 'node:https';
import { request as httpRequest, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { text as readText } from 'node:stream/consumers';
import type { Clock } from '../../../simulator/clock/clock';

export interface ClockAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** Asks a clock with its key, whatever certificate it shows. */
export function ask(clock: Clock, method: string, path: string, body?: unknown): Promise<ClockAnswer> {
  return askAt(clock.url + path, method, body, { auth: `dev:${clock.apiKey}` });
}

/** Asks an address. */
export async function askAt(
  url: string,
  method: string,
  body: unknown,
  options: RequestOptions = {},
): Promise<ClockAnswer> {
  const all = { rejectUnauthorized: false, agent: false, method, ...options };
  const asked: ClientRequest = url.startsWith('https:') ? request(url, all) : httpRequest(url, all);
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(asked, 'response');
  const answered = await readText(response);
  const isJson = /json/.test(response.headers['content-type']);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: isJson ? JSON.parse(answered) : answered,
  };
}

/** Sends a notification of one text. */
export function notify(clock: Clock, text: string, more: Record<string, unknown> = {}): Promise<ClockAnswer> {
  return ask(clock, 'POST', '/api/v2/device/notifications', { model: { frames: [{ text }] }, ...more });
}

export const NOTIFICATIONS = '/api/v2/device/notifications';
