import assert from 'node:assert/strict';
import net from 'node:net';
import sinon from 'sinon';
import { freeHost } from '../../../simulator/clock/free-host';
import { startPairing } from '../../../src/lametric/clock/pairing';
import { isObject } from '../../../src/lametric/guards';
import { type Clock, CERTIFICATE, OTHER_CERTIFICATE, reply, startClock } from '../../helpers/clock';
import { errorOf } from '../../helpers/lametric';

const CHALLENGE = { uuid: '7b3636393566323030', state: 'in-progress', type: 'press_key', duration: 60 };
const never = () => new AbortController().signal;
const answer: Clock['answer'] = (response) => reply(response, 200, { challenge: CHALLENGE });

describe('The clock to pair with', () => {
  it('asks at the port of https where none is given', async () => {
    const asked: unknown[] = [];
    const refusing = sinon.stub(net, 'connect').callsFake((...[options]: unknown[]) => {
      asked.push(isObject(options) ? options.port : undefined);
      return new net.Socket().destroy(new Error('refused'));
    });
    await errorOf(startPairing({ host: '127.0.0.1', port: undefined }, never()));
    refusing.restore();
    assert.equal(asked[0], 443);
  });

  it('asks at the port of the API where nothing listens at that of the web interface', async () => {
    const host = freeHost();
    const api = await startClock(CERTIFICATE, 4343, host);
    api.answer = answer;
    assert.equal((await startPairing({ host, port: undefined }, never())).seconds, 60);
    await api.close();
    assert.equal((await errorOf(startPairing({ host, port: 443 }, never()))).code, 'UNREACHABLE');
  });

  it('says what is wrong with its TLS', async () => {
    const plain = await startClock('http');
    const starting = startPairing({ host: '127.0.0.1', port: plain.port }, never());
    const { code, reason, said } = await errorOf(starting);
    await plain.close();
    assert.deepEqual([code, reason, said], ['UNREACHABLE', 'protocol', 'TLS: wrong version number']);
  });

  it('says that the certificate is another one than at the beginning, and asks nothing there', async () => {
    const before = await startClock();
    before.answer = answer;
    const pairing = await startPairing({ host: '127.0.0.1', port: before.port }, never());
    await before.close();
    const after = await startClock(OTHER_CERTIFICATE, before.port);
    assert.deepEqual(await pairing.poll(), { state: 'failed', reason: 'certificate', said: '' });
    await after.close();
    assert.deepEqual(after.asked, []);
  });
});
