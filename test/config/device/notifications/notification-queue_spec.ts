import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import sinon, { type SinonFakeTimers } from 'sinon';
import { LaMetricError } from '../../../../src/lametric/errors';
import type { Clock } from '../../../../src/config/device/clock';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';
import { request } from '../../../helpers/notifications';
import { settleSockets, stopTime } from '../../../helpers/time';
import { KINDS } from '../../../../simulator/clock/kinds';

for (const kind of ['LM 37X8 2.3.9', 'sa8 3.2.6', 'sa5 3.2.7'] as const) {
  describe(`The notifications of a ${KINDS[kind].model}`, () => {
    let world: ClocksWorld;
    let clock: Clock;
    let time: SinonFakeTimers | undefined;

    beforeEach(async () => {
      world = await ClocksWorld.start();
      world.kitchen.kindName = kind;
      clock = world.clock();
      await clock.notifications.show(request('first'), never());
      world.kitchen.queue.clear();
      world.kitchen.clearRequests();
    });
    afterEach(async () => {
      time?.restore();
      time = undefined;
      sinon.restore();
      clock.disconnect();
      await world.close();
    });

    const show = (...of: Parameters<typeof request>) => clock.notifications.show(request(...of), never());
    const texts = () => world.kitchen.queue.all.map(({ model }) => model.frames[0]?.text);
    const posts = () => world.kitchen.requests.filter(({ method }) => method === 'POST').length;
    const looks = () =>
      world.kitchen.requests.filter(({ method, path }) => method === 'GET' && path === NOTIFICATIONS).length;
    const pass = async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += 1000) {
        time?.tick(1000);
        await settleSockets();
      }
    };

    it('come in the order in which they were asked for', async () => {
      const all = Array.from({ length: 20 }, (_, index) => String(index));
      await Promise.all(all.map((text) => show(text)));
      assert.deepEqual(texts(), all);
    });

    it('replace the last one of their topic', async () => {
      await Promise.all(['a', 'b', 'c'].map((text) => show(text, { topic: 'door', replace: true })));
      await show('other', { topic: 'else', replace: true });
      assert.deepEqual(texts(), ['c', 'other']);
    });

    it('show even where the old one cannot be dismissed, and say why it stays', async () => {
      const old = await show('a', { topic: 'door' });
      world.kitchen.fail(`${NOTIFICATIONS}/${old}`, { status: 400 });
      const stays: unknown[] = [];
      const onStays = (thrown: unknown) => void stays.push(thrown);
      assert.equal(typeof (await show('b', { topic: 'door', replace: true, onStays })), 'string');
      assert.deepEqual(
        stays.map((thrown) => thrown instanceof LaMetricError && thrown.code),
        ['REJECTED'],
      );
      assert.deepEqual(texts(), ['a', 'b']);
    });

    it('without a topic, or without being told to, replace nothing', async () => {
      await show('a', { replace: true });
      await show('b', { replace: true });
      await show('c', { topic: 'door' });
      await show('d', { topic: 'door' });
      assert.deepEqual(texts(), ['a', 'b', 'c', 'd']);
    });

    it('go by topic, by id, the one that shows, or all', async () => {
      const { notifications } = clock;
      const [a = '', b = '', c = '', d = ''] = await Promise.all(
        ['a', 'b', 'c', 'd'].map((text) => show(text, { topic: text })),
      );
      assert.deepEqual(await notifications.dismissTopic('b', never()), [b]);
      assert.deepEqual(await notifications.dismissTopic('b', never()), []);
      assert.deepEqual(await notifications.dismissTopic('unknown', never()), []);
      assert.deepEqual(await notifications.dismissCurrent(never()), [a]);
      assert.deepEqual(await notifications.dismissId('999', never()), []);
      assert.deepEqual(await notifications.dismissAll(never()), [c, d]);
      assert.deepEqual(await notifications.dismissCurrent(never()), []);
    });

    it('remember the newest hundred topics', async () => {
      // None has been shown to its end meanwhile.
      time = stopTime();
      for (let index = 0; index <= 100; index++) await show('a', { topic: String(index) });
      assert.deepEqual(await clock.notifications.dismissTopic('0', never()), []);
      assert.equal((await clock.notifications.dismissTopic('1', never())).length, 1);
    });

    it('are refused in the wrong mode, sent as critical, or left out', async () => {
      world.kitchen.screensaver = true;
      assert.equal((await errorOf(show('a'))).code, 'WRONG_MODE');
      assert.equal(await show('b', { refused: 'drop' }), undefined);
      await show('c', { refused: 'critical' });
      await show('d', {}, { priority: 'critical' });
      assert.deepEqual(texts(), ['c', 'd']);
    });

    it('are not tried again where even critical ones are refused', async () => {
      const body = JSON.stringify({
        errors: [{ message: "Only notifications with priority 'critical' are allowed" }],
      });
      for (const refused of ['drop', 'wait', 'critical'] as const) {
        world.kitchen.fail(NOTIFICATIONS, { status: 400, body });
        const { code } = await errorOf(show('a', { refused }, { priority: 'critical' }));
        assert.equal(code, 'WRONG_MODE', refused);
      }
      assert.equal(posts(), 3);
    });

    it('wait for the mode to end, in order, by one try every 5 s, while critical ones pass', async () => {
      world.kitchen.screensaver = true;
      time = stopTime();
      const waiting = ['a', 'b', 'c'].map((text) => show(text, { refused: 'wait' }));
      await settleSockets();
      await show('now', { refused: 'wait' }, { priority: 'critical' });
      assert.deepEqual(texts(), ['now']);
      const before = posts();
      await pass(15_000);
      assert.equal(posts() - before, 3);
      world.kitchen.screensaver = false;
      await pass(5000);
      await Promise.all(waiting);
      assert.deepEqual(texts(), ['a', 'b', 'c']);
    });

    it('wait for two minutes, or their lifetime, but for one more try at least', async () => {
      world.kitchen.screensaver = true;
      time = stopTime();
      const short = errorOf(show('a', { refused: 'wait' }, { lifetime: 1 }));
      await settleSockets();
      const long = errorOf(show('b', { refused: 'wait' }));
      await settleSockets();
      await pass(5000);
      assert.equal((await short).code, 'WRONG_MODE');
      await pass(120_000);
      assert.equal((await long).code, 'WRONG_MODE');
      const before = posts();
      await pass(10_000);
      assert.equal(posts(), before);
    });

    it('do not wait by more than a hundred, and not for a node that is closed', async () => {
      world.kitchen.screensaver = true;
      const closing = new AbortController();
      setMaxListeners(0, closing.signal);
      const waits = request('a', { refused: 'wait' });
      const first = clock.notifications.show(waits, closing.signal);
      await world.kitchen.requested('POST', NOTIFICATIONS);
      await settleSockets();
      const others = Array.from({ length: 99 }, () => clock.notifications.show(waits, closing.signal));
      const { code, reason } = await errorOf(clock.notifications.show(waits, closing.signal));
      assert.deepEqual([code, reason], ['RATE_LIMITED', 'no-place']);
      assert.equal(posts(), 1);
      const ends = Promise.allSettled([first, ...others]);
      closing.abort(new Error('closed'));
      assert.ok((await ends).every(({ status }) => status === 'rejected'));
    });

    it('say when they begin to wait, those behind the first as well', async () => {
      world.kitchen.screensaver = true;
      const closing = new AbortController();
      const begin = () =>
        new Promise<void>((onWait) => {
          const shown = clock.notifications.show(request('a', { refused: 'wait' }), closing.signal, onWait);
          shown.catch(() => undefined);
        });
      await begin();
      await begin();
      assert.equal(posts(), 1);
      closing.abort(new Error('closed'));
    });

    it('are given up with the node that is closed', async () => {
      world.kitchen.screensaver = true;
      time = stopTime();
      const closing = new AbortController();
      const waits = clock.notifications.show(request('a', { refused: 'wait' }), closing.signal);
      await settleSockets();
      const reason = new LaMetricError('UNREACHABLE', 'closed', { aborted: true });
      closing.abort(reason);
      assert.equal(await errorOf(waits), reason);
      world.kitchen.screensaver = false;
      await pass(20_000);
      assert.equal(posts(), 1);
      assert.deepEqual(texts(), []);
    });

    it('are not polled while nobody wants their outcome', async () => {
      time = stopTime();
      await show('a');
      await pass(10_000);
      assert.equal(looks(), 0);
    });

    it('tell their outcome, once each', async () => {
      time = stopTime();
      const ended: string[] = [];
      const tell = (text: string): Partial<NotificationRequest> => ({
        follower: { isThere: () => true, tell: (_id, how) => void ended.push(`${text} ${how}`) },
      });
      const gone = request('gone', tell('gone'));
      const forever = { ...gone, notification: { model: { ...gone.notification.model, cycles: 0 } } };
      const id = await clock.notifications.show(forever, never());
      await pass(2000);
      assert.ok(id !== undefined && world.kitchen.queue.dismiss(id));
      await pass(2000);
      await show('old', { ...tell('old'), topic: 't' });
      await show('new', { ...tell('new'), topic: 't', replace: true });
      await pass(30_000);
      assert.deepEqual(ended, ['gone dismissed', 'old replaced', 'new shown']);
      const before = looks();
      await pass(10_000);
      assert.equal(looks(), before);
    });

    it('have their outcome once a clock that went off is back', async () => {
      time = stopTime();
      const ended: string[] = [];
      const tell: Partial<NotificationRequest> = {
        follower: { isThere: () => true, tell: (_id, how) => void ended.push(how) },
      };
      await show('a', tell);
      await world.kitchen.unplug();
      await pass(20_000);
      assert.deepEqual(ended, []);
      await world.kitchen.plugIn();
      await pass(30_000);
      assert.deepEqual(ended, ['shown']);
    });

    it('expire behind one that stays', async () => {
      time = stopTime();
      const ended: string[] = [];
      const stays = request('stays');
      const forever = { ...stays, notification: { model: { ...stays.notification.model, cycles: 0 } } };
      await clock.notifications.show(forever, never());
      await show(
        'late',
        { follower: { isThere: () => true, tell: (_id, how) => void ended.push(how) } },
        { lifetime: 10_000 },
      );
      await pass(14_000);
      assert.deepEqual(ended, ['expired']);
    });

    it('with a topic are shown, though the look at them fails', async () => {
      const fault = ({ method }: { method: string }) =>
        method === 'GET' ? { status: 403 } : { delay: 0, afterEffect: true };
      world.kitchen.fail(NOTIFICATIONS, fault, 2);
      await show('a', { topic: 'door' });
      await settleSockets();
      assert.deepEqual([texts(), looks()], [['a'], 1]);
    });
  });
}
