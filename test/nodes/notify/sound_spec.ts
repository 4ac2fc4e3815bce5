import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import type { KindName } from '../../../simulator/clock/kinds';
import { MAX_BYTES } from '../../../src/config/device/media/store';
import { makeTone } from '../../../src/config/device/media/tone';
import register from '../../../src/nodes/notify/notify';
import { NOTIFICATIONS } from '../../helpers/clocks';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

const FRAMES = [{ type: 'text', value: 'Hello', valueType: 'str' }];
const CAT = { category: 'notifications', id: 'cat', repeat: 1 };

describe('The sound of a lametric notify', () => {
  let clock: Clock;
  let sendAgain: Awaited<ReturnType<typeof loadNode>>;

  useNodeRed();
  afterEach(() => clock.unplug());

  const run = async (properties: object, msg: Record<string, unknown>, kind: KindName = 'sa8 3.2.6') => {
    clock = await startClock({ kind });
    const send = await loadNode(clock, register, {
      type: 'lametric notify',
      frames: FRAMES,
      sound: 'sound',
      soundType: 'msg',
      ...properties,
    });
    sendAgain = send;
    return send(msg);
  };
  const sound = () => clock.queue.all[0]?.model['sound'];

  for (const { what, value, expected } of [
    { what: 'a name', value: 'cat', expected: CAT },
    { what: 'a name with blanks', value: ' notifications/cat ', expected: CAT },
    {
      what: 'an address',
      value: 'http://127.0.0.1:1/a.mp3',
      expected: { url: 'http://127.0.0.1:1/a.mp3', type: 'mp3', repeat: 1 },
    },
    { what: 'an empty text', value: '', expected: undefined },
    { what: 'null', value: null, expected: undefined },
    { what: 'nothing', value: undefined, expected: undefined },
    { what: 'an empty Buffer', value: Buffer.alloc(0), expected: undefined },
  ]) {
    it(`may be ${what} in the message`, async () => {
      assert.equal((await run({}, { sound: value })).code, undefined);
      assert.deepEqual(sound(), expected);
    });
  }

  it('gives way to the one in the payload', async () => {
    await run({ frames: [{}] }, { sound: makeTone(), payload: { text: 'a', sound: 'cat' } });
    assert.deepEqual(sound(), CAT);
  });

  it('may be an mp3 in the payload, for this message alone', async () => {
    await run(
      { frames: [{}], sound: 'cat', soundType: 'str' },
      { payload: { text: 'a', sound: makeTone() } },
    );
    assert.match(JSON.stringify(sound()), /\/lametric\/media\/[0-9a-f]{32}\.mp3/);
    const outcome = await sendAgain({ payload: { text: 'a', sound: Buffer.from('Hello') } });
    assert.equal(outcome.message, 'notify.error.sound.no-mp3 msg.payload.sound');
  });

  for (const { what, value, message } of [
    { what: 'a number', value: 7, message: 'notify.error.sound.other msg.sound 7' },
    { what: 'text in a Buffer', value: Buffer.from('Hello'), message: 'notify.error.sound.no-mp3 msg.sound' },
    {
      what: 'something else, as long as it may be',
      value: Buffer.alloc(MAX_BYTES),
      message: 'notify.error.sound.no-mp3 msg.sound',
    },
    {
      what: 'a WAV',
      value: Buffer.from('RIFF\x10\0\0\0WAVEfmt '),
      message: 'notify.error.sound.format msg.sound WAV',
    },
    {
      what: 'an mp3 of 48 kHz',
      value: Buffer.concat([Buffer.from('fffb94c0', 'hex')], 384),
      message: 'notify.error.sound.sampling-rate msg.sound 48',
    },
    {
      what: 'longer than 5 MB',
      value: Buffer.alloc(MAX_BYTES + 1),
      message: 'notify.error.sound.too-long msg.sound 5',
    },
  ]) {
    it(`cannot be ${what}: nothing is sent`, async () => {
      const outcome = await run({}, { sound: value });
      assert.equal(outcome.code, 'INVALID_INPUT');
      assert.equal(outcome.message, message);
      assert.deepEqual(clock.requests, []);
    });
  }

  for (const kind of ['sa5 3.2.7', 'sa5 3.0.13'] as const) {
    it(`is refused by an ${kind}, which has no loudspeaker`, async () => {
      const { code } = await run({}, { sound: 'cat' }, kind);
      // The older one does not say that it has none.
      assert.equal(code, kind === 'sa5 3.2.7' ? 'NOT_SUPPORTED' : 'REJECTED');
      assert.deepEqual(clock.queue.all, []);
    });

    for (const [what, value] of [
      ['built in', 'cat'],
      ['served', makeTone()],
    ] as const) {
      it(`is left out at an ${kind} if the node says so, ${what}`, async () => {
        const { msg, code } = await run({ noSound: 'omit' }, { sound: value }, kind);
        assert.equal(code, undefined);
        assert.deepEqual(msg['payload'], { id: '1' });
        const shown = clock.queue.all.map(({ model: { frames } }) => frames[0]?.text);
        assert.deepEqual([shown, sound()], [['Hello'], undefined]);
      });
    }
  }

  it('is not left out where the clock has a loudspeaker, and refuses something else', async () => {
    clock = await startClock();
    clock.fail(NOTIFICATIONS, { status: 400 });
    const node = { type: 'lametric notify', frames: FRAMES, sound: 'cat', noSound: 'omit' };
    assert.equal((await (await loadNode(clock, register, node))({})).code, 'REJECTED');
    assert.deepEqual(clock.queue.all, []);
  });
});
