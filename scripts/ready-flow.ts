import { deviceNode } from '../harness/clock';

/** The way with the simulator. A double-click is one of the clicks. */
export const DEMO_STEPS = [
  '12 clicks from here to a text on a clock:',
  "1. Click the comment with these steps, the link to the clocks' page in the info sidebar, and the debug sidebar's bug.",
  '2. Double-click "LaMetric devices", click the pencil beside Account, and there Connect.',
  '3. Click Approve in the window that opens, then Cancel in both dialogs.',
  '4. Click the button left of "List devices": the debug sidebar shows the clocks.',
  '5. Click the button left of "Living room": a clock gets that name.',
  '6. Click the button left of "Hello": that clock shows it for 20 seconds, on the clocks\' page.',
];

/** How long Hello is shown, so that there is time to go to the page where the clock is: milliseconds. */
const HELLO = 20_000;

/**
 * The flow that `npm start` opens: list the devices, rename one, show a text on it, with a button each.
 * @param steps are shown above, a line each
 * @param simulator its page is linked, and the first of its clocks is the one to rename and to show the text on; without
 *   one, the user picks a clock
 */
export function readyFlow(
  steps: readonly string[],
  account: { id: string },
  simulator?: { url: string; clocks: readonly { id: number; name: string }[] },
): object[] {
  const clocks = simulator?.clocks ?? [];
  const debug = { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' };
  // Node-RED breaks a label at these characters, and places a node by its middle: here, its left is that of those below.
  const name = steps.join(' \\n ');
  const longest = Math.max(...steps.map(({ length }) => length));
  const height = 6 + 24 * steps.length;
  const comment = node({ id: 'steps', type: 'comment', x: 115 + 3 * longest, y: 40 + height / 2 }, [], {
    name,
    info: simulator ? `[The clocks, live](${simulator.url})` : '',
  });
  const top = 80 + height;
  const inject = { props: [], repeat: '', crontab: '', once: false, onceDelay: 0.1 };
  return [
    { id: 'flow', type: 'tab', label: 'LaMetric' },
    account,
    ...clocks.map(({ id, name: clockName }) =>
      deviceNode(id, { id: `clock-${id}`, account: account.id, clockName }),
    ),
    comment,
    node({ id: 'list-in', type: 'inject', x: 180, y: top }, ['list'], { ...inject, name: 'List devices' }),
    node({ id: 'list', type: 'lametric devices', x: 390, y: top }, ['devices'], {
      name: '',
      account: account.id,
      device: '',
      deviceType: 'all',
      output: 'array',
      apiKeys: false,
    }),
    node({ id: 'devices', type: 'debug', x: 650, y: top }, [], { name: 'Devices', ...debug }),
    node({ id: 'rename-in', type: 'inject', x: 180, y: top + 60 }, ['rename'], {
      ...inject,
      name: 'Living room',
      props: [{ p: 'payload', v: 'Living room', vt: 'str' }],
    }),
    node({ id: 'rename', type: 'lametric rename', x: 390, y: top + 60 }, ['renamed'], {
      name: '',
      account: account.id,
      device: String(clocks[0]?.id ?? ''),
      deviceType: 'str',
      newName: 'payload',
      newNameType: 'msg',
    }),
    node({ id: 'renamed', type: 'debug', x: 650, y: top + 60 }, [], { name: 'Renamed', ...debug }),
    node({ id: 'show-in', type: 'inject', x: 180, y: top + 120 }, ['show'], {
      ...inject,
      name: 'Hello',
      props: [{ p: 'payload', v: 'Hello', vt: 'str' }],
    }),
    node({ id: 'show', type: 'lametric notify', x: 390, y: top + 120 }, ['shown'], {
      name: '',
      device: clocks[0] === undefined ? '' : `clock-${clocks[0].id}`,
      frames: [{ type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: HELLO }],
      priority: 'info',
      iconType: 'none',
      sound: '',
      repeat: 1,
      cycles: 1,
      lifetime: '',
      refused: 'error',
      replace: false,
      ended: false,
    }),
    node({ id: 'shown', type: 'debug', x: 650, y: top + 120 }, [], { name: 'Shown', ...debug }),
    node({ id: 'catch', type: 'catch', x: 190, y: top + 180 }, ['errors'], {
      name: 'LaMetric errors',
      scope: ['list', 'rename', 'show'],
    }),
    node({ id: 'errors', type: 'debug', x: 650, y: top + 180 }, [], {
      name: 'Errors',
      ...debug,
      complete: 'error',
    }),
  ];
}

interface Placed {
  id: string;
  type: string;
  x: number;
  y: number;
}

function node(placed: Placed, wires: string[], properties: object) {
  return { ...placed, z: 'flow', wires: wires.length === 0 ? [] : [wires], ...properties };
}
