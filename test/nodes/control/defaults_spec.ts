import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/control/control';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

describe('A lametric control that lacks properties', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const run = async (properties: object, msg: Record<string, unknown>) => {
    const send = await loadNode(clock, register, { type: 'lametric control', ...properties });
    const { msg: sent, code } = await send(msg);
    assert.equal(code, undefined);
    return sent['payload'];
  };

  it('sets what the message says', async () => {
    assert.deepEqual(await run({}, { payload: { volume: 20 } }), { volume: 20 });
  });

  for (const { setting, confirmed } of [
    { setting: { setting: 'volume' }, confirmed: { volume: 50 } },
    { setting: { setting: 'volume', value: '20' }, confirmed: { volume: 20 } },
    { setting: { setting: 'volume', valueType: 'msg' }, confirmed: { volume: 7 } },
  ]) {
    it(`sets ${JSON.stringify(setting)}`, async () => {
      assert.deepEqual(await run({ settings: [setting] }, { payload: 7 }), confirmed);
    });
  }

  it('says that a setting has no name', async () => {
    const send = await loadNode(clock, register, { type: 'lametric control', settings: [{ value: '1' }] });
    const { code, message } = await send({});
    assert.equal(code, 'INVALID_INPUT');
    assert.match(message, /control\.error\.unknown/);
  });
});
