import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../simulator/clock/clock';
import { KINDS, type KindName, isKindName } from '../../simulator/clock/kinds';
import { isObject } from '../../src/lametric/guards';
import type { StateProperties } from '../../src/nodes/state/properties';
import registerState from '../../src/nodes/state/state';
import { lastStatus, loadNode, useNodeRed } from '../helpers/flow-node';

const MODELS = Object.keys(KINDS).filter(isKindName);

describe('lametric state', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const load = (what: StateProperties['what'], kind: KindName = 'sa8 3.2.6') => {
    clock.kindName = kind;
    return loadNode(clock, registerState, { type: 'lametric state', what });
  };
  /** As the clock itself answers. */
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const login = Buffer.from(`dev:${clock.apiKey}`).toString('base64');
    const response = await fetch(clock.httpUrl + path, {
      headers: { Authorization: `Basic ${login}` },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return response.json();
  };

  const parts: [StateProperties['what'], path: string][] = [
    ['device', '/api/v2/device'],
    ['display', '/api/v2/device/display'],
    ['audio', '/api/v2/device/audio'],
    ['bluetooth', '/api/v2/device/bluetooth'],
    ['wifi', '/api/v2/device/wifi'],
    ['apps', '/api/v2/device/apps'],
    ['notifications', '/api/v2/device/notifications'],
  ];
  for (const kind of MODELS) {
    for (const [what, path] of parts) {
      it(`tells the ${what} as a ${kind} has it, and keeps the rest of the message`, async () => {
        const send = await load(what, kind);
        const { msg } = await send({ topic: 'kept', payload: 7 });
        assert.deepEqual(msg['payload'], await ask(path));
        assert.equal(msg['topic'], 'kept');
        assert.match(lastStatus().text ?? '', /^state\.what\./);
      });
    }
  }

  for (const properties of [{}, { what: 'battery' }, { what: 'constructor' }, { what: null }]) {
    it(`tells the device where nothing else can be told: ${JSON.stringify(properties)}`, async () => {
      const send = await loadNode(clock, registerState, { type: 'lametric state', ...properties });
      assert.deepEqual((await send({})).msg['payload'], await ask('/api/v2/device'));
    });
  }

  it('leaves null and missing what a clock does not know yet', async () => {
    const send = await load('wifi');
    clock.quirks.connecting = true;
    const { payload } = (await send({})).msg;
    assert.ok(isObject(payload));
    assert.equal(payload['ssid'], null);
    assert.ok(!('ipv4' in payload));
  });

  it('tells the notification that shows, and null where none does', async () => {
    const send = await load('current');
    assert.equal((await send({})).msg['payload'], null);
    await ask('/api/v2/device/notifications', { model: { frames: [{ text: 'Hello' }], cycles: 0 } });
    const { payload } = (await send({})).msg;
    assert.ok(isObject(payload) && isObject(payload['model']));
    assert.equal(payload['type'], 'external');
  });

  it('passes on no answer that would end Node-RED when it is copied for a second wire', async () => {
    const send = await load('device');
    const deep = `${'['.repeat(2_500)}${']'.repeat(2_500)}`;
    clock.fail('/api/v2/device', { body: `{"id":"1","name":"a","x":${deep}}` });
    const { code, message } = await send({});
    assert.equal(code, 'BAD_RESPONSE');
    assert.match(message, /\(the answer is nested too deeply\)$/);
  });

  it('says what a clock does not have', async () => {
    const send = await load('audio');
    clock.fail('/api/v2/device/audio', { status: 404 });
    assert.equal((await send({})).code, 'NOT_SUPPORTED');
  });
});
