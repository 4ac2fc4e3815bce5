/**
 * A LaMetric cloud that answers with what it prepared beforehand. The simulator, which records and checks every request,
 * takes longer for an answer than a good client, and would be what is measured.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { ACCOUNT, emptyAccountNode } from '../harness/account';
import type { NodeRed } from '../harness/node-red';
import { demoDevices } from '../simulator/cloud/resources';
import { isObject } from '../src/lametric/guards';
import { DEVICES, devicePath, listPath } from './driver';

export interface Cloud {
  url: string;
  close(): void;
}

/** The account of a Node-RED that uses this cloud. */
export const accountNode = (id = ACCOUNT) => ({
  ...emptyAccountNode(),
  id,
  credentials: { clientId: 'client', clientSecret: 'secret' },
});

export async function startCloud(): Promise<Cloud> {
  const answers = prepareAnswers();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    answerRequests(socket, answers);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not a TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Connects an account: the handshake as the editor does it, with a user who consents at once. */
export async function connect(nodeRed: NodeRed, account = ACCOUNT): Promise<void> {
  const redirectUri = `${nodeRed.url}/lametric-account/callback`;
  const path = `lametric-account/${account}`;
  const { scopes, credentials } = accountNode();
  const request = { ...credentials, scopes, flow: 'code', redirectUri };
  const { body: begun } = await nodeRed.admin('POST', `${path}/authorize`, request);
  const { handshake, authorizeUrl } = isObject(begun) ? begun : {};
  const state = new URL(String(authorizeUrl)).searchParams.get('state') ?? '';
  await fetch(`${redirectUri}?${new URLSearchParams({ code: 'code', state }).toString()}`);
  const { body: redeemed } = await nodeRed.admin('POST', `${path}/redeem`, { handshake });
  if (!isObject(redeemed) || redeemed['state'] !== 'connected') {
    throw new Error(`The account is not connected: ${JSON.stringify(redeemed)}`);
  }
}

/** The answers by `METHOD path`. */
function prepareAnswers(): Map<string, Buffer> {
  const tokens = { access_token: 'access', refresh_token: 'refresh', expires_in: 24 * 60 * 60 };
  const devices = demoDevices();
  const answers = new Map([
    [`GET ${listPath}`, answer(devices)],
    ['POST /api/v2/oauth2/token', answer(tokens)],
  ]);
  for (let id = 1; id <= DEVICES; id++) {
    answers.set(`GET ${devicePath(id)}`, answer({ ...devices[0], id }));
    answers.set(`PUT ${devicePath(id)}`, answer({ success: { id, name: 'Kitchen' } }));
  }
  return answers;
}

export function answer(value: unknown, status = '200 OK'): Buffer {
  const body = JSON.stringify(value);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
  return Buffer.from(`${head}\r\n\r\n${body}`);
}

const notFound = answer({ errors: [{ message: 'Not Found' }] }, '404 Not Found');

/** Reads as much of HTTP as the clients here speak: one request at a time, its body with a length. */
export function answerRequests(socket: Socket, answers: Map<string, Buffer>): void {
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk;
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = received.slice(0, headEnd);
    const bodyLength = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < headEnd + 4 + bodyLength) return;
    received = '';
    socket.write(answers.get(head.slice(0, head.indexOf(' HTTP/'))) ?? notFound);
    if (/\r\nconnection: *close/i.test(head)) socket.end();
  });
}
