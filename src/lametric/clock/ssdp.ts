/** Finds clocks by SSDP, the discovery of UPnP: a question to all in the network, which each clock answers by itself. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseUrl } from '../guards';
import { send } from '../http/exchange';

const GROUP = { address: '239.255.255.250', port: 1900 };
const DEVICE_TYPE = 'urn:schemas-upnp-org:device:LaMetric:1';
/** The question is sent so many times, since UDP may lose it; each time, answers are awaited for so many milliseconds. */
const QUESTIONS = { count: 3, pause: 1000 };

/** The limits of a description: in milliseconds and in bytes. */
const DESCRIPTION = { timeout: 3000, maxContentLength: 64 * 1024 };
/** The longest text that is taken from one, in characters. */
const MAX_TEXT = 200;

const QUESTION = [
  'M-SEARCH * HTTP/1.1',
  `HOST: ${GROUP.address}:${GROUP.port}`,
  'MAN: "ssdp:discover"',
  'MX: 1',
  `ST: ${DEVICE_TYPE}`,
  '',
  '',
].join('\r\n');

/**
 * Asks a network for clocks, for 3 s.
 * @param from the own IPv4 address in that network
 * @param onAnswer takes the address of the description of a clock, which is at the clock that has answered
 * @throws if it cannot be asked from there
 */
export async function askForClocks(from: string, onAnswer: (location: URL) => void): Promise<void> {
  const socket = createSocket('udp4');
  // Clocks answer from any port, so each answer to this one counts.
  socket.on('message', (message, { address }) => {
    const location = locationIn(message.toString('latin1'), address);
    if (location !== undefined) onAnswer(location);
  });
  try {
    socket.bind(0, from);
    await once(socket, 'listening');
    socket.on('error', () => undefined);
    socket.setMulticastInterface(from);
    for (let sent = 0; sent < QUESTIONS.count; sent++) {
      await new Promise<void>((resolve, reject) => {
        socket.send(QUESTION, GROUP.port, GROUP.address, (error) => (error ? reject(error) : resolve()));
      });
      await sleep(QUESTIONS.pause);
    }
  } finally {
    socket.close();
  }
}

/** @returns `undefined` for the answer of anything but a clock, and for one that leads to somebody else */
function locationIn(answer: string, sender: string): URL | undefined {
  const isClock = answer.startsWith('HTTP/1.1 200 ') && valueOf(answer, 'ST') === DEVICE_TYPE;
  const location = isClock ? parseUrl(valueOf(answer, 'LOCATION')) : undefined;
  const isOwn = location?.protocol === 'http:' && location.hostname === sender && location.username === '';
  return isOwn ? location : undefined;
}

function valueOf(answer: string, header: string): string {
  return new RegExp(`^${header}:(.*)$`, 'im').exec(answer)?.[1]?.trim() ?? '';
}

/** @returns `undefined` if there is none within 3 s and 64 kB, or one that is not a clock's */
export async function fetchDescription(location: URL) {
  // Not by the environment's proxy.
  const agent = new Agent();
  try {
    const { status, data } = await send({
      url: location.href,
      httpAgent: agent,
      insecureHTTPParser: true,
      ...DESCRIPTION,
    });
    return status === 200 ? readDescription(data) : undefined;
  } catch {
    return undefined;
  }
}

/** Only a few texts matter, so this is no parser of XML: whatever else stands there is passed over. */
function readDescription(xml: string) {
  if (textOf(xml, 'deviceType') !== DEVICE_TYPE) return undefined;
  const friendlyName = textOf(xml, 'friendlyName');
  const serialNumber = textOf(xml, 'serialNumber');
  return {
    /** Clocks put their model before it: `LaMetric Time (Kitchen)`. */
    name: /^LaMetric[^(]*\((.+)\)$/.exec(friendlyName ?? '')?.[1] ?? friendlyName,
    serialNumber,
    model: modelBy(serialNumber),
    /** The cloud's id; clocks from before 2022 do not tell it. */
    cloudId: textOf(xml, 'deviceId'),
  };
}

function textOf(xml: string, element: string): string | null {
  const [, text = ''] = new RegExp(`<${element}>([^<]{1,${MAX_TEXT}})</${element}>`).exec(xml) ?? [];
  const clean = text
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,4}));/gi, toCharacter)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return clean === '' ? null : clean;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function toCharacter(reference: string, decimal?: string, hexadecimal?: string, name = ''): string {
  const code = decimal === undefined ? Number(`0x${hexadecimal}`) : Number(decimal);
  if (name !== '' || code > 0x10ffff) return ENTITIES.get(name) ?? reference;
  return String.fromCodePoint(code);
}

/** The models by the beginning of their serial numbers. */
const MODELS: ReadonlyMap<string, string> = new Map([
  ['SA1', 'LM 37X8'],
  ['SA5', 'sa5'],
  ['SA8', 'sa8'],
]);

/** The model of a clock, as its API calls it; null for a serial number of an unknown form. */
export function modelBy(serialNumber: string | null): string | null {
  return MODELS.get(serialNumber?.slice(0, 3) ?? '') ?? null;
}
