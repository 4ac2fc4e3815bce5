/** The clocks' part of the control surface: `/simulator/clocks/…`. */
import { parseUrl } from '../../src/lametric/guards';
import { json, type Answer, type Handler, type Request, type Route } from '../server/http';
import { InvalidInput, readFaultRequest, readObject } from '../server/input';
import type { Clock } from './clock';
import { isKindName, KINDS } from './kinds';
import { MY_DATA_TYPES, type MyDataType } from './my-data';
import { QUIRK_FLAGS } from './quirks';
import { view } from './view';

const DONE: Answer = { status: 204, headers: {}, body: '' };

/** Routes that find their clock by its id. They answer once the action is done. */
export function clockRoutes(clocks: readonly Clock[]): Route[] {
  const action = (name: string, act: (clock: Clock, request: Request) => void | Promise<void>): Route => ({
    path: new RegExp(`^/simulator/clocks/(\\d+)/${name}$`),
    POST: async (request, id = '') => {
      await act(find(clocks, id), request);
      return DONE;
    },
  });
  const one: Handler = (_request, id = '') => json(200, view(find(clocks, id)));

  return [
    { path: /^\/simulator\/clocks$/, GET: () => json(200, clocks.map(view)) },
    { path: /^\/simulator\/clocks\/(\d+)$/, GET: one },
    action('press', (clock) => clock.press()),
    action('unplug', (clock) => clock.unplug()),
    action('plug-in', plugIn),
    action('move', (clock, request) => {
      const { host } = readObject(request, ['host']);
      if (typeof host !== 'string' || !/^127(\.\d{1,3}){3}$/.test(host)) {
        throw new InvalidInput('host must be a loopback address such as "127.0.0.9"');
      }
      return clock.moveTo(host);
    }),
    action('certificate', (clock) => clock.changeCertificate()),
    action('key', (clock, request) => {
      const { inApp = false } = readObject(request, ['inApp']);
      clock.renewKey({ inApp: readBoolean('inApp', inApp) });
    }),
    action('firmware', (clock, request) => {
      const { kind } = readObject(request, ['kind']);
      if (!isKindName(kind)) throw new InvalidInput(`kind must be one of ${Object.keys(KINDS).join(', ')}`);
      clock.kindName = kind;
    }),
    action('my-data', (clock, request) => {
      clock.apps.myData.types = readTypes(readObject(request, ['types'])['types']);
    }),
    action('my-data/reinstall', ({ apps }) => apps.myData.reinstall()),
    action('button-app', async (clock, request) => {
      const { address = clock.buttonApp.address } = readObject(request, ['address']);
      if (typeof address !== 'string' || !/^https?:$/.test(parseUrl(address)?.protocol ?? '')) {
        throw new InvalidInput('address must be the http or https address that the app asks');
      }
      await clock.buttonApp.press(address);
    }),
    action('settings', changeSettings),
    action('faults', (clock, request) => {
      const { path, fault, times } = readFaultRequest(request);
      clock.fail(path, fault, times);
    }),
  ];
}

/** Another program may have taken its address in the meantime. */
async function plugIn(clock: Clock): Promise<void> {
  if (clock.pluggedIn) return;
  await clock.plugIn().catch((error: Error) => {
    throw new InvalidInput(`The clock cannot be plugged in: ${error.message}`);
  });
}

function changeSettings(clock: Clock, request: Request): void {
  const { update, ...flags } = readObject(request, ['screensaver', 'kiosk', 'update', ...QUIRK_FLAGS]);
  for (const [name, value] of Object.entries(flags)) readBoolean(name, value);
  if (update !== undefined && update !== null && typeof update !== 'string') {
    throw new InvalidInput('update must be a version or null');
  }
  const { screensaver, kiosk } = flags;
  if (typeof screensaver === 'boolean') clock.screensaver = screensaver;
  if (typeof kiosk === 'boolean') clock.settings.mode = kiosk ? 'kiosk' : 'manual';
  if (update !== undefined) clock.quirks.update = update;
  for (const name of QUIRK_FLAGS) {
    const value = flags[name];
    if (typeof value === 'boolean') clock.quirks[name] = value;
  }
}

function readTypes(types: unknown): MyDataType[] {
  const isKnown = (type: unknown): type is MyDataType => MY_DATA_TYPES.some((each) => each === type);
  if (Array.isArray(types) && types.every(isKnown)) return types;
  throw new InvalidInput(`types must be an array of ${MY_DATA_TYPES.join(', ')}`);
}

function readBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new InvalidInput(`${name} must be true or false`);
  return value;
}

function find(clocks: readonly Clock[], id: string): Clock {
  const clock = clocks.find((each) => String(each.id) === id);
  if (!clock) throw new InvalidInput('There is no clock of this id');
  return clock;
}
