import type { NodeAPI } from 'node-red';
import { withDeadline } from '../../lametric/connection/deadline';
import { getApps, getDevice, sendNotification } from '../../lametric/clock/requests';
import { type Flaw, findFlaws, isFrames, isNotification } from '../../lametric/clock/notification';
import { type PairingResult, startPairing } from '../../lametric/clock/pairing';
import { type App, MAX_FRAMES } from '../../lametric/clock/types';
import { isObject } from '../../lametric/guards';
import { LaMetricError } from '../../lametric/errors';
import type { ApiRequest } from '../../lametric/connection/request';
import { AdminEndpoints, RefusedRequest, isText, malformed, statusCodeOf } from '../../runtime/admin';
import { clockInfo, unknownClock } from './look';
import type { Clock } from './clock';
import { explainClock } from './explain';
import { mediaOf } from './media/media';
import { playTone } from './media/play-tone';
import { makeTone } from './media/tone';
import { Pairings } from './pairings';
import type { ClockRegistry } from './registry';
import { allowedSettings, readAddress, readFingerprint, readRange, readTestRequest } from './requests';
import { ClockSearch } from './search';
import { deployedSettings, inEnvironment } from './settings';

/** The milliseconds that a look at a clock may take, and the request to pair. */
const LOOK_TIMEOUT = 5_000;
const PAIR_TIMEOUT = 10_000;

/** Registers the clocks' admin endpoints; the public contract names them. */
export function registerRoutes(RED: NodeAPI, registry: ClockRegistry): void {
  // Node-RED without an admin API has no editor to serve, and nowhere to put the routes.
  if (RED.settings.httpAdminRoot === false) return;

  const endpoints = new AdminEndpoints(RED, 'lametric-device');
  const pairings = new Pairings();
  const search = new ClockSearch(RED, registry);
  const media = mediaOf(RED);
  const invalid = (key: string, values = {}) =>
    new RefusedRequest(400, 'INVALID_INPUT', RED._(`device.request.${key}`, values));

  /** A clock's failure in the words of its node. */
  const failure = (thrown: unknown, name: string, account = '') => {
    const { code, message } = explainClock(RED, thrown, name, account).error;
    return new RefusedRequest(statusCodeOf(code), code, message);
  };

  const ask = async <T>(id: string, work: (clock: Clock, signal: AbortSignal) => Promise<T>): Promise<T> => {
    const clock = registry.find(id);
    try {
      if (clock === undefined) throw new LaMetricError('NOT_CONFIGURED', 'no such clock', { said: '' });
      return await work(clock, new AbortController().signal);
    } catch (thrown) {
      throw failure(thrown, clock?.name ?? '', clock?.settings.account);
    }
  };

  const send = <T>(id: string, request: ApiRequest<T>): Promise<T> =>
    ask(id, (clock, signal) => clock.send(request, signal));

  /** A form's fields as the node will have them. */
  const resolve = (id: string, body: unknown) => (isObject(body) ? inEnvironment(RED, id, body) : body);

  /** The state of a clock, whether or not it answers. */
  const look = async (clock: Clock) => {
    try {
      const device = await withDeadline(LOOK_TIMEOUT, undefined, ({ signal }) =>
        clock.send(getDevice, signal),
      );
      return clockInfo(clock, { state: clock.state, device, message: null });
    } catch (thrown) {
      const isOverdue = thrown instanceof LaMetricError && thrown.aborted;
      const message = explainClock(RED, thrown, clock.name, clock.settings.account).error.message;
      const state = isOverdue ? 'offline' : clock.state;
      return clockInfo(clock, { state, device: undefined, message });
    }
  };

  // Express asks its handlers in order, so these two come before `:id`.
  endpoints.write('search', async ({ body }) => {
    const range = readRange(body);
    if (range === undefined) throw invalid('range');
    return search.run(range);
  });

  endpoints.read('serial-numbers', async () => registry.serialNumbers());

  endpoints.read(':id', async ({ params: { id = '' } }) => {
    const clock = registry.find(id);
    return clock === undefined ? unknownClock() : look(clock);
  });

  endpoints.write(':id/test', async ({ params: { id = '' }, body }) => {
    const request = readTestRequest(resolve(id, body));
    if (request === undefined) throw invalid('address');
    const settings = allowedSettings(request, deployedSettings(RED, id));
    if (settings === undefined) throw invalid('api-key');
    const clock = registry.draft(id, settings);
    const answer = await look(clock);
    if (answer.state === 'online' || answer.state === 'certificate') registry.keepDraft(id, clock);
    return answer;
  });

  endpoints.write(':id/trust', async ({ params: { id = '' }, body }) => {
    const fingerprint = readFingerprint(body);
    if (fingerprint === undefined) throw invalid('fingerprint');
    if (await registry.trust(id, fingerprint)) return;
    throw new RefusedRequest(409, 'REJECTED', RED._('device.request.not-shown'));
  });

  endpoints.write(':id/pair', async ({ params: { id = '' }, body }) => {
    const address = readAddress(resolve(id, body));
    if (address === undefined) throw invalid('address');
    try {
      const pairing = await withDeadline(PAIR_TIMEOUT, undefined, ({ signal }) =>
        startPairing(address, signal),
      );
      return { pairing: pairings.add(id, pairing), seconds: pairing.seconds };
    } catch (thrown) {
      throw failure(thrown, address.host);
    }
  });

  endpoints.write(':id/pair/:pairing', async ({ params: { id = '', pairing = '' } }) => {
    const result = await pairings.poll(pairing, id);
    if (result === undefined) throw new RefusedRequest(404, 'NOT_FOUND', RED._('device.request.pairing'));
    return pairingAnswer(RED, result);
  });

  endpoints.read(':id/apps', async ({ params: { id = '' } }) => {
    const apps = await send(id, getApps);
    return Object.fromEntries(Object.entries(apps).map(([name, app]) => [name, withoutSettings(app)]));
  });

  endpoints.write(':id/notifications', async ({ params: { id = '' }, body }) => {
    if (!isNotification(body)) throw invalid('notification', { where: placeOf(findFlaws(body)) });
    return { id: await send(id, sendNotification(body)) };
  });

  endpoints.read(':id/sound', ({ params: { id = '' } }) =>
    ask(id, async (clock) => {
      const local = await withDeadline(LOOK_TIMEOUT, undefined, ({ signal }) => clock.reachFrom(signal));
      return { address: media.folderFor(local) };
    }),
  );

  endpoints.write(':id/sound', ({ params: { id = '' } }) =>
    ask(id, async (clock) => ({
      fetched: await playTone(clock.notifications, media.add(makeTone()), RED._('device.sound.tone')),
    })),
  );

  endpoints.read(':id/my-data', async ({ params: { id = '' } }) => ({
    widgets: (registry.find(id)?.myData.list() ?? []).map(({ widget, keys }) => ({
      widget,
      keys: keys.map(({ key, from, position, frames, isKept: kept }) => ({
        key,
        from,
        position,
        frames,
        kept,
      })),
    })),
  }));

  endpoints.write(':id/my-data', async ({ params: { id = '' }, body }) => {
    const { widget, frames } = isObject(body) ? body : {};
    if (!isText(widget) || !isFrames(frames) || frames.length > MAX_FRAMES) throw malformed(RED);
    await ask(id, (clock, signal) => clock.myData.test(widget, frames, signal));
  });

  endpoints.write(':id/my-data/remove', async ({ params: { id = '' }, body }) => {
    const { widget, key } = isObject(body) ? body : {};
    if (!isText(widget) || !isText(key)) throw malformed(RED);
    registry.find(id)?.myData.remove(widget, key);
  });

  endpoints.refuseBrokenBodies();
}

/** The settings of a widget are its user's own, and may hold secrets. */
function withoutSettings({ widgets, ...app }: App): object {
  const entries = Object.entries(widgets ?? {}).map(([id, { settings: _settings, ...widget }]) => [
    id,
    widget,
  ]);
  return { ...app, widgets: Object.fromEntries(entries) };
}

function pairingAnswer(
  RED: NodeAPI,
  result: PairingResult,
): { state: string; apiKey?: string; message?: string } {
  if (result.state !== 'failed') return result;
  const { state, reason, said } = result;
  const message = RED._(`device.pairing.${reason}`);
  return { state, message: said === '' ? message : `${message} (${said})` };
}

/** Where the first flaw is: `model.frames.0.icon`. */
function placeOf([flaw]: Flaw[]): string {
  return flaw === undefined || flaw.path.length === 0 ? 'model' : flaw.path.join('.');
}
