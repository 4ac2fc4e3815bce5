import assert from 'node:assert/strict';
import type { Clock as SimulatedClock } from '../../../simulator/clock/clock';
import type { ApiRequest } from '../../../src/lametric/connection/request';
import type { EventName } from '../../../src/lametric/clock/events';
import { sendNotification, setDisplay } from '../../../src/lametric/clock/requests';
import { never } from '../../helpers/clocks';
import { PollerWorld } from '../../helpers/poller';
import { passTimeUntil } from '../../helpers/time';

for (const model of ['LM 37X8', 'sa8', 'sa5']) {
  describe(`The events of a ${model}`, () => {
    let polled: PollerWorld;
    let simulated: SimulatedClock;

    beforeEach(async () => {
      polled = await PollerWorld.start();
      simulated =
        polled.world.simulator.clocks.find(({ kind }) => kind.model === model) ?? assert.fail(model);
      const { address, accountKey: apiKey } = simulated;
      polled.clock = polled.world.clock({ account: '', device: '', address, apiKey });
      polled.poller = polled.pollerOf(polled.clock);
    });
    afterEach(() => polled.close());

    const during = async (name: EventName, change: () => unknown) => {
      polled.listen([name]);
      await polled.pass(6);
      await change();
      await polled.pass(6);
      assert.deepEqual(polled.topics, [name]);
      const [{ payload, device } = assert.fail('There is no event')] = polled.events;
      assert.equal(device.serialNumber, simulated.serialNumber);
      return payload;
    };
    const send = <T>(request: ApiRequest<T>) =>
      passTimeUntil(polled.clock.send(request, never()), polled.time);
    const notify = () => send(sendNotification({ model: { cycles: 0, frames: [{ text: 'Hi' }] } }));

    it('tells that it is gone, and back', async () => {
      polled.listen(['online', 'offline']);
      await polled.pass(6);
      await simulated.unplug();
      await polled.pass(40);
      await simulated.plugIn();
      await polled.pass(40);
      assert.deepEqual(polled.topics, ['offline', 'online']);
    });

    it('tells of the app that comes into view', async () => {
      const payload = await during('app', () => simulated.apps.step(1));
      const app = `com.lametric.weather/${simulated.apps.widgetOf('com.lametric.weather')}`;
      assert.deepEqual(payload, { app, title: 'Weather' });
    });

    it('tells of a notification as the clock has it', async () => {
      assert.deepEqual(await during('notification', notify), simulated.queue.all[0]);
    });

    it('tells of its end', async () => {
      const id = await notify();
      const queued = simulated.queue.find(id);
      assert.deepEqual(await during('ended', () => simulated.press()), queued);
    });

    it('tells of an update', async () => {
      const update = () => (simulated.quirks.update = '9.9.9');
      assert.deepEqual(await during('update', update), {
        version: '9.9.9',
        installed: simulated.kind.osVersion,
      });
    });

    it('tells of the display', async () => {
      const display = await during('display', () => send(setDisplay({ brightness: 7 })));
      assert.equal('brightness' in display && display.brightness, 7);
    });

    it('tells of the mode', async () => {
      assert.deepEqual(await during('mode', () => (simulated.settings.mode = 'schedule')), {
        mode: 'schedule',
      });
    });

    if (model === 'sa5') {
      it('never tells of a volume, as it has none', async () => {
        polled.listen(['audio']);
        await polled.pass(6);
        simulated.settings.volume = 12;
        await polled.pass(6);
        assert.deepEqual(polled.events, []);
      });
    } else {
      it('tells of the volume', async () => {
        const audio = await during('audio', () => (simulated.settings.volume = 12));
        assert.equal('volume' in audio && audio.volume, 12);
      });
    }
  });
}
