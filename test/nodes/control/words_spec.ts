import assert from 'node:assert/strict';
import { isObject } from '../../../src/lametric/guards';
import { ClockFlow, clockId, flowNode } from '../../helpers/clock-flow';

const FULL = [
  { setting: 'brightness', value: '20', valueType: 'num' },
  { setting: 'volume', value: '30', valueType: 'num' },
];

describe('The errors of lametric control', () => {
  let world: ClockFlow;

  before(async () => {
    world = await ClockFlow.start();
  });
  afterEach(() => world.simulator.clocks.forEach((clock) => clock.clearFaults()));
  after(() => world.close());

  it('say of each value of the message why it cannot be used', async () => {
    const payload = '{"volume":"loud","light":1}';
    await world.deploy([
      flowNode('in', 'inject', ['node'], { props: [{ p: 'payload', v: payload, vt: 'json' }] }),
      flowNode('node', 'lametric control', ['out'], {
        name: '',
        device: clockId(world.clock('sa8')),
        settings: [],
      }),
    ]);
    await world.nodeRed.inject('in');
    const { msg } = await world.nodeRed.nextDebug();
    assert.ok(isObject(msg) && isObject(msg['error']));
    assert.equal(
      msg['error']['message'],
      'volume: msg.payload.volume is "loud". It must be a number from 0 to 100. ' +
        'There is no setting "light". The settings are brightness, brightnessMode, display, screensaver, volume, ' +
        'bluetooth, bluetoothName, mode.',
    );
  });

  it('say what a clock does not have', async () => {
    const { code, message } = await world.run('lametric control', world.clock('sa5'), { settings: FULL });
    assert.equal(code, 'NOT_SUPPORTED');
    assert.match(
      message,
      /^LaMetric clock "[^"]+": use another clock for that\. This one has no such part or function\. \(volume\)$/,
    );
  });

  it('say what failed, and what was set before that', async () => {
    const clock = world.clock('sa8');
    clock.fail('/api/v2/device/audio', { status: 400 });
    const { code, message } = await world.run('lametric control', clock, { settings: FULL });
    assert.equal(code, 'REJECTED');
    assert.match(message, /^LaMetric clock "[^"]+": check what was sent\. The clock rejected it\. \(400/);
    assert.match(message, /; failed: volume; set before that: brightness\)$/);
  });
});
