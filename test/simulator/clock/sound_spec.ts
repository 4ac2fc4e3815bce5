import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { Clock } from '../../../simulator/clock/clock';
import { view } from '../../../simulator/clock/view';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { listenAt } from '../../helpers/clock';
import { control } from '../requests';
import { notify } from './ask';

describe('A simulated clock', () => {
  let simulator: Simulator;
  let clock: Clock;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => answer(request, response));
  let origin: string;

  before(async () => {
    simulator = await startSimulator();
    clock = simulator.clocks[1] ?? assert.fail('there is no second clock');
    origin = `http://127.0.0.1:${await listenAt(server)}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await simulator.close();
  });
  afterEach(() => clock.queue.clear());

  const show = (sound: object) => notify(clock, '', { model: { cycles: 0, sound, frames: [{ text: 'A' }] } });
  const fetched = () => once(clock.sounds, 'fetched');
  const card = () => view(clock);

  it('fetches the mp3 of a notification once it shows', async () => {
    answer = (request, response) => {
      assert.equal(request.headers.authorization, undefined);
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(Buffer.alloc(2000, 7));
    };
    await show({ category: 'notifications', id: 'cat' });
    assert.equal(card().sound, 'cat');
    await show({ url: `${origin}/a.mp3` });
    assert.deepEqual(clock.sounds.fetched, []);
    const done = fetched();
    clock.press();
    await done;
    const [sound] = clock.sounds.fetched;
    assert.deepEqual(sound, {
      url: `${origin}/a.mp3`,
      status: 200,
      contentType: 'audio/mpeg',
      bytes: Buffer.alloc(2000, 7),
    });
    assert.equal(card().sound, 'mp3 of 2 kB');
  });

  it('says why it has none, and what it plays instead', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    const gone = fetched();
    await show({ url: `${origin}/b.mp3`, fallback: { category: 'notifications', id: 'dog' } });
    await gone;
    assert.equal(card().sound, 'dog (no mp3: 404)');
    clock.queue.clear();
    const silent = fetched();
    await show({ url: 'http://127.0.0.1:1/c.mp3' });
    await silent;
    assert.equal(card().sound, 'no mp3: nobody answers');
  });

  it('has the app Button: a tick for 200, a cross for all else', async () => {
    const asked: (string | undefined)[][] = [];
    let status = 200;
    answer = ({ method, url, headers }, response) => {
      asked.push([method, url, String(headers['x-lametric-device-id'])]);
      response.writeHead(status).end();
    };
    const press = (body: unknown) => control(simulator, `/simulator/clocks/${clock.id}/button-app`, body);
    assert.equal((await press({})).status, 400);
    assert.equal((await press({ address: 'ftp://127.0.0.1/' })).status, 400);
    assert.equal(card().buttonApp.answer, null);
    assert.equal((await press({ address: `${origin}/press?door=1` })).status, 204);
    assert.equal(card().buttonApp.answer, 'tick');
    for (status of [204, 404, 500]) {
      await press({});
      assert.equal(card().buttonApp.answer, 'cross');
    }
    const each = ['GET', '/press?door=1', clock.serialNumber];
    assert.deepEqual(asked, [each, each, each, each]);
  });
});
