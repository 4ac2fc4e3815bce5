import assert from 'node:assert/strict';
import sinon from 'sinon';
import { freeHost } from '../../../simulator/clock/free-host';
import { Locator } from '../../../src/config/device/locator';
import type { ClockSettings } from '../../../src/config/device/settings';
import { parseAddress } from '../../../src/lametric/clock/address';
import { LaMetricError } from '../../../src/lametric/errors';
import { nodeClosed } from '../../../src/runtime/on-input';
import { ClocksWorld, never } from '../../helpers/clocks';
import { errorOf } from '../../helpers/lametric';

describe('The endpoint of a clock', () => {
  let world: ClocksWorld;

  beforeEach(async () => {
    world = await ClocksWorld.start();
  });
  afterEach(() => world.close());

  const locator = (changes: Partial<ClockSettings> = {}, found?: ReturnType<ClocksWorld['whereabouts']>) =>
    new Locator(world.settings(changes), world.session, found, (each) => world.found.push(each));

  /** The endpoint that the account names. */
  const endpoint = () => ({
    address: parseAddress(world.kitchen.address),
    apiKey: world.kitchen.accountKey,
  });

  /** Another address and key than before. */
  const move = async (host: string) => {
    await world.kitchen.moveTo(host);
    world.kitchen.renewKey();
  };

  it('is looked up in the account where nothing is known, and remembered', async () => {
    const finder = locator();
    assert.equal(finder.endpoint, undefined);
    assert.deepEqual(await finder.find(never()), endpoint());
    assert.deepEqual(finder.endpoint, endpoint());
    assert.deepEqual(world.found, [world.whereabouts()]);
  });

  it('is not looked up where it was found before', async () => {
    assert.deepEqual(await locator({}, world.whereabouts()).find(never()), endpoint());
    assert.equal(world.lookUps, 0);
  });

  it('is that of the form, before all else', async () => {
    const finder = locator({ address: '[::1]:99', apiKey: 'typed' }, world.whereabouts());
    assert.deepEqual(await finder.find(never()), {
      address: { host: '[::1]', port: 99 },
      apiKey: 'typed',
    });
    assert.equal(world.lookUps, 0);
  });

  it('may have a port in the account, too', async () => {
    const found = { ...world.whereabouts(), address: '127.0.0.1:5000' };
    const { address } = await locator({}, found).find(never());
    assert.deepEqual(address, { host: '127.0.0.1', port: 5000 });
  });

  it('is another one where only its port has changed', () => {
    const finder = locator({}, world.whereabouts());
    finder.learn({ ...world.whereabouts(), address: `${world.kitchen.address}:5000` });
    assert.equal(finder.endpoint?.address.port, 5000);
  });

  it('has the usual port where the form, or the account, names that of the other way', async () => {
    const host = { host: '127.0.0.1', port: undefined };
    const typed = locator({ address: '127.0.0.1:8080', apiKey: 'typed' });
    assert.deepEqual((await typed.find(never())).address, host);
    const found = { ...world.whereabouts(), address: '127.0.0.1:4343' };
    assert.deepEqual((await locator({ security: 'http' }, found).find(never())).address, host);
  });

  it('is looked up once, however many wait', async () => {
    const finder = locator();
    await Promise.all(Array.from({ length: 30 }, () => finder.find(never())));
    assert.equal(world.lookUps, 1);
    assert.equal(world.found.length, 1);
  });

  it('is looked up again after a failure, and may be another', async () => {
    const finder = locator({}, world.whereabouts());
    const before = await finder.find(never());
    await move(freeHost());
    const next = await Promise.all(Array.from({ length: 30 }, () => finder.findAgain(before, never())));
    assert.deepEqual(next[29], endpoint());
    // One that comes late learns what the others have found.
    assert.deepEqual(await finder.findAgain(before, never()), endpoint());
    assert.equal(world.lookUps, 1);
  });

  it('stays where the account names the same', async () => {
    const finder = locator({}, world.whereabouts());
    assert.equal(await finder.findAgain(await finder.find(never()), never()), undefined);
  });

  it('is looked up once a minute, not counting the first time', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['performance'] });
    try {
      const finder = locator();
      let known = await finder.find(never());
      for (const [passed, lookUps] of [
        [0, 2],
        [59_000, 2],
        [1_000, 3],
        [59_000, 3],
      ] as const) {
        clock.tick(passed);
        known = (await finder.findAgain(known, never())) ?? known;
        assert.equal(world.lookUps, lookUps);
      }
    } finally {
      clock.restore();
    }
  });

  it('is not found while the account does not know the clock, with one look-up a minute', async () => {
    const finder = locator({ device: '999' });
    const asked = () => world.simulator.countRequests('GET', '/api/v2/users/me/devices/999');
    for (const lookUps of [1, 2, 2, 2]) {
      const { code, origin } = await errorOf(finder.find(never()));
      assert.deepEqual([code, origin, asked()], ['NOT_FOUND', 'account', lookUps]);
    }
  });

  it('is known again once a look-up has succeeded, though one failed before', async () => {
    world.simulator.fail(`/api/v2/users/me/devices/${world.kitchen.id}`, { status: 404 });
    const finder = locator();
    await errorOf(finder.find(never()));
    const found = await finder.find(never());
    assert.equal(await finder.findAgain(found, never()), undefined);
  });

  it('is looked up as soon as the account is connected', async () => {
    await world.session.disconnect();
    const finder = locator();
    for (const _ of [1, 2, 3]) {
      assert.equal((await errorOf(finder.find(never()))).code, 'NOT_AUTHORIZED');
    }
    await world.connect();
    assert.deepEqual(await finder.find(never()), endpoint());
  });

  it('is looked up at once where a Deploy has ended the look-up before', async () => {
    const send = sinon.stub(world.session, 'send').rejects(nodeClosed());
    const finder = locator();
    for (const _ of [1, 2, 3]) assert.equal((await errorOf(finder.find(never()))).reason, 'closed');
    send.restore();
    assert.deepEqual(await finder.find(never()), endpoint());
  });

  const silent: [what: string, answer: object, reason: string][] = [
    ['an address', { ipv4_internal: null }, 'no-address'],
    ['an address that can be used', { ipv4_internal: 'a b' }, 'no-address'],
    ['a key', { api_key: null }, 'no-key'],
  ];
  for (const [what, answer, reason] of silent) {
    it(`is unknown where the account lacks ${what}`, async () => {
      const device = world.simulator.devices.find(({ id }) => id === world.kitchen.id);
      Object.assign(device ?? {}, answer);
      const error = await errorOf(locator().find(never()));
      assert.deepEqual([error.reason, error.origin], [reason, 'clock']);
    });
  }

  it('lacks no key in the account where that is typed', async () => {
    const device = world.simulator.devices.find(({ id }) => id === world.kitchen.id);
    Object.assign(device ?? {}, { ipv4_internal: null, api_key: null });
    assert.equal((await errorOf(locator({ apiKey: 'typed' }).find(never()))).reason, 'no-address');
  });

  const unconfigured: [what: string, changes: Partial<ClockSettings>][] = [
    ['nothing at all', { account: '', device: '' }],
    ['an account alone', { device: '' }],
    ['a key alone', { account: '', device: '', apiKey: 'k' }],
    ['an address alone', { account: '', device: '', address: '127.0.0.1' }],
  ];
  for (const [what, changes] of unconfigured) {
    it(`is unknown from ${what}`, async () => {
      assert.equal(locator(changes).isConfigured, false);
      assert.equal((await errorOf(locator(changes).find(never()))).code, 'NOT_CONFIGURED');
    });
  }

  it('is unknown from an unusable address, and the account is not asked instead', async () => {
    for (const address of ['user:pw@host', 'host/path', 'a host', '[::1', 'host:99999']) {
      assert.equal((await errorOf(locator({ address }).find(never()))).code, 'INVALID_INPUT', address);
    }
    assert.equal(world.lookUps, 0);
  });

  describe('may be known better by the account', () => {
    const unreachable = new LaMetricError('UNREACHABLE', 'x', { sent: false });
    const changed = new LaMetricError('CERTIFICATE_CHANGED', 'x');
    const refused = new LaMetricError('NOT_AUTHORIZED', 'x', { statusCode: 401 });
    const failures: [what: string, error: LaMetricError, chosen: boolean, typedAddress: boolean][] = [
      ['no answer', unreachable, true, false],
      ['another certificate', changed, true, false],
      ['a refused key', refused, true, true],
      ['an answer that tells of a fault', unreachable.with({ sent: true, statusCode: 500 }), false, false],
      ['a connection that broke', unreachable.with({ sent: true }), false, false],
      ['a caller who gave up', unreachable.with({ aborted: true }), false, false],
      ['an unknown path', new LaMetricError('NOT_FOUND', 'x'), false, false],
    ];
    for (const [what, error, chosen, typedAddress] of failures) {
      it(`after ${what}: ${chosen}, and where the address is typed: ${typedAddress}`, () => {
        assert.equal(locator().mayHelp(error), chosen);
        assert.equal(locator({ address: '127.0.0.1' }).mayHelp(error), typedAddress);
        assert.equal(locator({ account: '', device: '' }).mayHelp(error), false);
        assert.equal(locator({ address: '127.0.0.1', apiKey: 'typed' }).mayHelp(error), false);
      });
    }
  });
});
