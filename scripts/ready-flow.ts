/**
 * The flow that `npm start` opens: both nodes with a button each.
 * @param steps are shown above, a line each
 * @param device the one to rename; without it the user picks one
 */
export function readyFlow(steps: readonly string[], account: { id: string }, device = ''): object[] {
  const debug = { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' };
  // Node-RED breaks a label at these characters, and places a node by its middle: here, its left is that of those below.
  const name = steps.join(' \\n ');
  const longest = Math.max(...steps.map(({ length }) => length));
  const height = 6 + 24 * steps.length;
  const comment = node('steps', 'comment', 115 + 3 * longest, 40 + height / 2, [], { name, info: '' });
  const top = 80 + height;
  const inject = { props: [], repeat: '', crontab: '', once: false, onceDelay: 0.1 };
  return [
    { id: 'flow', type: 'tab', label: 'LaMetric' },
    account,
    comment,
    node('list-in', 'inject', 180, top, ['list'], { ...inject, name: 'List devices' }),
    node('list', 'lametric devices', 390, top, ['devices'], {
      name: '',
      account: account.id,
      device: '',
      deviceType: 'all',
      output: 'array',
      apiKeys: false,
    }),
    node('devices', 'debug', 650, top, [], { name: 'Devices', ...debug }),
    node('rename-in', 'inject', 180, top + 60, ['rename'], {
      ...inject,
      name: 'Living room',
      props: [{ p: 'payload', v: 'Living room', vt: 'str' }],
    }),
    node('rename', 'lametric rename', 390, top + 60, ['renamed'], {
      name: '',
      account: account.id,
      device,
      deviceType: 'str',
      newName: 'payload',
      newNameType: 'msg',
    }),
    node('renamed', 'debug', 650, top + 60, [], { name: 'Renamed', ...debug }),
    node('catch', 'catch', 190, top + 120, ['errors'], {
      name: 'LaMetric errors',
      scope: ['list', 'rename'],
    }),
    node('errors', 'debug', 650, top + 120, [], { name: 'Errors', ...debug, complete: 'error' }),
  ];
}

function node(id: string, type: string, x: number, y: number, wires: string[], properties: object) {
  return { id, type, z: 'flow', x, y, wires: wires.length === 0 ? [] : [wires], ...properties };
}
