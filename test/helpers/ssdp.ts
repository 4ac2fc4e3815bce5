/** Somebody in the network who answers searches for clocks as a test wants it. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const DEVICE_TYPE = 'urn:schemas-upnp-org:device:LaMetric:1';
const GROUP = '239.255.255.250';

export interface Behaviour {
  /** The type that the answer names. */
  st?: string;
  /** The place of the description that the answer names. Default: the own one. */
  location?: string | undefined;
  /** How many answers it gives to one question, each with a place of its own. */
  times?: number;
  /** How it answers whoever fetches the description. */
  answer?: (response: ServerResponse, xml: string) => unknown;
}

export interface Answerer {
  readonly location: string;
  readonly serialNumber: string;
  /** The paths that were fetched: with `?PORT` or `?PORT-NUMBER`, the port being the one that asked. */
  readonly requests: string[];
  close(): Promise<void>;
}

let count = 0;

export async function answerSearches(
  host: string,
  { st = DEVICE_TYPE, location, times = 1, answer = (response, xml) => response.end(xml) }: Behaviour,
): Promise<Answerer> {
  const serialNumber = `SA8${process.pid}${count++}`;
  const server = createServer(({ url = '' }, response) => {
    answerer.requests.push(url);
    answer(response, description({ serialNumber }));
  });
  await once(server.listen(0, host), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const own = `http://${host}:${address.port}/description.xml`;
  const answers = createSocket('udp4').bind(0, host);
  await once(answers, 'listening');
  const searches = createSocket({ type: 'udp4', reuseAddr: true }).bind(1900, GROUP);
  await once(searches, 'listening');
  searches.addMembership(GROUP, host);
  let places = 0;
  const answerTo = async (port: number, from: string) => {
    for (let index = 0; index < times; index++) {
      const place = `${location ?? own}?${port}${times > 1 ? `-${places++}` : ''}`;
      answers.send(`HTTP/1.1 200 OK\r\nLOCATION: ${place}\r\nST: ${st}\r\n\r\n`, port, from);
      // What is not read soon is lost.
      if (index % 32 === 0) await setImmediate();
    }
  };
  searches.on('message', (_message, { port, address: from }) => void answerTo(port, from));
  const answerer: Answerer = {
    location: own,
    serialNumber,
    requests: [],
    close: async () => {
      searches.close();
      answers.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return answerer;
}

interface Texts {
  serialNumber: string;
  name?: string;
  type?: string;
}

function description({ serialNumber, name = 'LaMetric Time (Other)', type = DEVICE_TYPE }: Texts): string {
  return `<?xml version="1.0"?><root><device>
  <deviceType>${type}</deviceType>
  <friendlyName>${name}</friendlyName>
  <serialNumber>${serialNumber}</serialNumber>
</device></root>`;
}

/** An answer with a description that differs. @param padding spaces at its end */
export function describing({
  padding = 0,
  packed = false,
  ...texts
}: {
  padding?: number;
  packed?: boolean;
  name?: string;
  type?: string;
}): NonNullable<Behaviour['answer']> {
  return (response, xml) => {
    const serialNumber = /<serialNumber>(.*)</.exec(xml)?.[1] ?? '';
    const text = description({ serialNumber, ...texts }) + ' '.repeat(padding);
    if (packed) response.setHeader('Content-Encoding', 'gzip').end(gzipSync(text));
    else response.end(text);
  };
}
