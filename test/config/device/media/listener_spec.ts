import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import sinon from 'sinon';
import { freePort } from '../../../../harness/free-port';
import { MediaListener } from '../../../../src/config/device/media/listener';
import { useNodeRed } from '../../../helpers/flow-node';
import { settleSockets } from '../../../helpers/time';

describe('The listener for sounds alone', () => {
  let RED: NodeAPI;
  let port: number;

  useNodeRed();
  beforeEach(async () => {
    port = await freePort();
    await helper.load([(given) => (RED = given)], []);
  });
  afterEach(() => {
    stop(false);
    sinon.restore();
  });

  const listen = () => new MediaListener(RED, port, (_request, response) => response.end('mp3'));
  const stop = (deploy: boolean) =>
    RED.events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop', deploy } });
  const connected = async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };

  it('goes on over a Deploy, and ends with the flows, whoever is connected', async () => {
    listen();
    stop(true);
    const socket = await connected();
    stop(false);
    await once(socket, 'close');
    await assert.rejects(connected());
  });

  it('warns once of a port that is taken, and listens at a later start of the flows', async () => {
    const other = createServer().listen(port);
    await once(other, 'listening');
    const warn = sinon.stub(RED.log, 'warn');
    const listener = listen();
    await settleSockets();
    RED.events.emit('flows:started');
    await settleSockets();
    assert.deepEqual([listener.problem, warn.callCount], ['EADDRINUSE', 1]);
    other.close();
    await once(other, 'close');
    RED.events.emit('flows:started');
    (await connected()).destroy();
    assert.equal(listener.problem, undefined);
  });
});
