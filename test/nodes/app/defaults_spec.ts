import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/app/app';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

describe('A lametric app that lacks properties', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const run = async (properties: object, msg: Record<string, unknown>) => {
    const send = await loadNode(clock, register, { type: 'lametric app', ...properties });
    const { msg: sent, code } = await send(msg);
    assert.equal(code, undefined);
    return sent['payload'];
  };

  it('shows the next app', async () => {
    assert.deepEqual(await run({}, {}), { app: null });
  });

  it('reads a parameter without a type as text, and leaves out one without a value', async () => {
    const parameters = [{ name: 'enabled', value: 'true' }, { name: 'time' }];
    await run({ action: 'do', app: 'com.lametric.clock', actionId: 'clock.alarm', parameters }, {});
    const { body } = clock.requests.find(({ method }) => method === 'POST') ?? {};
    const sent: unknown = JSON.parse(body ?? '');
    assert.deepEqual(sent, { id: 'clock.alarm', params: { enabled: true }, activate: true });
  });
});
