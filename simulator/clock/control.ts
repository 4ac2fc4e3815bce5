/** The clocks' part of the control surface: `/simulator/clocks/…`. */
import { json, type Answer, type Handler, type Request, type Route } from '../server/http';
import { InvalidInput, readFaultRequest, readObject } from '../server/input';
import type { Clock } from './clock';
import { isKindName, KINDS } from './kinds';
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
    action('plug-in', (clock) => (clock.pluggedIn ? undefined : clock.plugIn())),
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
    action('settings', changeSettings),
    action('faults', (clock, request) => {
      const { path, fault, times } = readFaultRequest(request);
      clock.fail(path, fault, times);
    }),
  ];
}

function changeSettings(clock: Clock, request: Request): void {
  const { screensaver, kiosk, connecting, refusesNull, fixedMode, answers200, update } = readObject(request, [
    'screensaver',
    'kiosk',
    'connecting',
    'refusesNull',
    'fixedMode',
    'answers200',
    'update',
  ]);
  const quirks = { connecting, refusesNull, fixedMode, answers200 };
  const flags = Object.entries({ screensaver, kiosk, ...quirks }).filter(([, value]) => value !== undefined);
  for (const [name, value] of flags) readBoolean(name, value);
  if (update !== undefined && update !== null && typeof update !== 'string') {
    throw new InvalidInput('update must be a version or null');
  }
  if (typeof screensaver === 'boolean') clock.screensaver = screensaver;
  if (typeof kiosk === 'boolean') clock.settings.mode = kiosk ? 'kiosk' : 'manual';
  if (update !== undefined) clock.quirks.update = update;
  if (typeof connecting === 'boolean') clock.quirks.connecting = connecting;
  if (typeof refusesNull === 'boolean') clock.quirks.refusesNull = refusesNull;
  if (typeof fixedMode === 'boolean') clock.quirks.fixedMode = fixedMode;
  if (typeof answers200 === 'boolean') clock.quirks.answers200 = answers200;
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
