import assert from 'node:assert/strict';
import { Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import sinon from 'sinon';
import { freeHost } from '../../../simulator/clock/free-host';
import { askForClocks } from '../../../src/lametric/clock/ssdp';
import { settleSockets } from '../../helpers/time';

const GROUP = '239.255.255.250';
const ST = 'ST: urn:schemas-upnp-org:device:LaMetric:1';

describe('A question by SSDP', () => {
  afterEach(() => sinon.restore());

  it('is asked three times, and answered by descriptions of clocks at themselves alone', async () => {
    const host = freeHost();
    const texts = [
      `HTTP/1.1 200 OK\r\nlocation: http://${host}/clock\r\n${ST.replace('ST', 'st')}\r\n\r\n`,
      `NOTIFY * HTTP/1.1\r\nLOCATION: http://${host}/notice\r\n${ST}\r\n\r\n`,
      `HTTP/1.1 200 OK\r\nLOCATION: http://user@${host}/login\r\n${ST}\r\n\r\n`,
      `HTTP/1.1 200 OK\r\nLOCATION: https://${host}/tls\r\n${ST}\r\n\r\n`,
      `HTTP/1.1 200 OK\r\nST: a${' '.repeat(60_000)}b\r\n\r\n`,
    ];
    const questions = createSocket({ type: 'udp4', reuseAddr: true }).bind(1900, GROUP);
    const answers = createSocket('udp4').bind(0, host);
    await Promise.all([questions, answers].map((socket) => once(socket, 'listening')));
    questions.addMembership(GROUP, host);
    questions.on('message', (_, { port, address }) => {
      for (const text of texts) answers.send(text, port, address);
    });
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;
    const before = sockets();
    const through = sinon.spy(Socket.prototype, 'setMulticastInterface');
    const paths: string[] = [];
    const began = process.cpuUsage();
    await askForClocks('127.0.0.1', ({ hostname, pathname }) => {
      if (hostname === host) paths.push(pathname);
      // A network that goes away ends nothing.
      through.thisValues[0].emit('error', new Error('no network'));
    });
    assert.deepEqual(paths, ['/clock', '/clock', '/clock']);
    assert.ok(process.cpuUsage(began).user < 2_000_000, 'an answer of many spaces takes no longer');
    await settleSockets();
    assert.equal(sockets(), before);
    questions.close();
    answers.close();
  });
});
