/** Discovery by SSDP, on loopback alone: answers searches for LaMetric clocks and serves their description. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Kind } from './kinds';
import type { Network } from './settings';

const GROUP = '239.255.255.250';
const PORT = 1900;
const DESCRIPTION_PORT = 60669;
const DEVICE_TYPE = 'urn:schemas-upnp-org:device:LaMetric:1';
const ROOT = 'upnp:rootdevice';
/** A search for everything, for whatever describes itself, or for LaMetric's clocks. */
const SEARCH = new RegExp(
  `^M-SEARCH \\* HTTP/1\\.1\r\n(?:.*\r\n)*ST: *(ssdp:all|${ROOT}|${DEVICE_TYPE})\r\n`,
  'i',
);

/** The parts of a clock that its description needs. */
interface Clock {
  /** The cloud's. */
  readonly id: number;
  readonly kind: Kind;
  readonly name: string;
  readonly serialNumber: string;
  readonly network: Network;
  /** Names it in discovery alone. */
  readonly uuid: string;
}

/**
 * Answers until `signal` aborts.
 * @throws if the system has no multicast on loopback; nothing answers then
 */
export async function answerSearches(clock: Clock, signal: AbortSignal): Promise<void> {
  const { uuid, network } = clock;
  const host = network.address;
  const path = `/${uuid}/device_description.xml`;
  const port = await serve(host, path, () => description(clock), signal);
  // As clocks do, answers from another port than 1900.
  const answers = createSocket({ type: 'udp4', signal });
  answers.bind(0, host);
  await once(answers, 'listening');
  const searches = createSocket({ type: 'udp4', reuseAddr: true, signal });
  searches.bind(PORT, GROUP);
  await once(searches, 'listening');
  searches.addMembership(GROUP, host);
  searches.on('message', (message, from) => {
    const [, target] = SEARCH.exec(message.toString()) ?? [];
    if (target === undefined || !from.address.startsWith('127.')) return;
    const type = target === ROOT ? ROOT : DEVICE_TYPE;
    answers.send(found(`http://${host}:${port}${path}`, uuid, type), from.port, from.address);
  });
}

/** Serves the description, at LaMetric's port if it is free. @returns the port */
async function serve(host: string, path: string, xml: () => string, signal: AbortSignal): Promise<number> {
  const server = createServer((request, response) => {
    const isKnown = request.url === path;
    const headers = { 'content-type': 'text/xml; charset="utf-8"', connection: 'close' };
    response.writeHead(isKnown ? 200 : 404, headers).end(isKnown ? xml() : '');
  });
  try {
    await once(server.listen({ host, port: DESCRIPTION_PORT, signal }), 'listening');
  } catch {
    await once(server.listen({ host, port: 0, signal }), 'listening');
  }
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return address.port;
}

function found(location: string, uuid: string, type: string): string {
  return [
    'HTTP/1.1 200 OK',
    'CACHE-CONTROL: max-age=1800',
    'EXT:',
    `LOCATION: ${location}`,
    'SERVER: Linux UPnP/1.0 LaMetric/1.0',
    `ST: ${type}`,
    `USN: uuid:${uuid}::${type}`,
    '',
    '',
  ].join('\r\n');
}

function description({ id, kind, name, serialNumber, network, uuid }: Clock): string {
  // Clocks made before 2022 do not tell their id.
  const deviceId = kind.old ? '' : `\n    <deviceId>${id}</deviceId>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<root xmlns="urn:schemas-upnp-org:device-1-0">
  <specVersion><major>1</major><minor>0</minor></specVersion>
  <URLBase>https://${network.address}:443</URLBase>
  <device>
    <deviceType>${DEVICE_TYPE}</deviceType>
    <friendlyName>${escapeXml(`${kind.modelName} (${name})`)}</friendlyName>
    <manufacturer>LaMetric Inc.</manufacturer>
    <modelName>${kind.modelName}</modelName>
    <serialNumber>${serialNumber}</serialNumber>${deviceId}
    <UDN>uuid:${uuid}</UDN>
  </device>
</root>
`;
}

function escapeXml(text: string): string {
  return text.replace(/[<&>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
