/**
 * The flow that `npm start` opens: both nodes with a button each.
 * @param comments is shown above, a line each
 * @param device the one to rename; without it the user picks one
 */
export function readyFlow(comments: readonly string[], account: { id: string }, device = ''): object[] {
  const debug = { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' };
  const lines = comments.map((name, index) =>
    // Node-RED places a node by its middle: these begin at the left of the nodes below.
    node({ id: `line-${index + 1}`, type: 'comment', x: 135 + 3.25 * name.length, y: 60 + 40 * index }, [], {
      name,
      info: '',
    }),
  );
  const top = 80 + 40 * comments.length;
  const inject = { props: [], repeat: '', crontab: '', once: false, onceDelay: 0.1 };
  return [
    { id: 'flow', type: 'tab', label: 'LaMetric' },
    account,
    ...lines,
    node({ id: 'list-in', type: 'inject', x: 180, y: top }, ['list'], { ...inject, name: 'List devices' }),
    node({ id: 'list', type: 'lametric devices', x: 390, y: top }, ['devices'], {
      name: '',
      account: account.id,
      device: '',
      deviceType: 'all',
      output: 'array',
      apiKeys: false,
    }),
    node({ id: 'devices', type: 'debug', x: 590, y: top }, [], { name: 'Devices', ...debug }),
    node({ id: 'rename-in', type: 'inject', x: 180, y: top + 60 }, ['rename'], {
      ...inject,
      name: 'Living room',
      props: [{ p: 'payload', v: 'Living room', vt: 'str' }],
    }),
    node({ id: 'rename', type: 'lametric rename', x: 390, y: top + 60 }, ['renamed'], {
      name: '',
      account: account.id,
      device,
      deviceType: 'str',
      newName: 'payload',
      newNameType: 'msg',
    }),
    node({ id: 'renamed', type: 'debug', x: 590, y: top + 60 }, [], { name: 'Renamed', ...debug }),
    node({ id: 'catch', type: 'catch', x: 190, y: top + 120 }, ['errors'], {
      name: 'LaMetric errors',
      scope: ['list', 'rename'],
    }),
    node({ id: 'errors', type: 'debug', x: 590, y: top + 120 }, [], {
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
