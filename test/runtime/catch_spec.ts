import assert from 'node:assert/strict';
import { LIST, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';

const DEVICES = '/api/v2/users/me/devices';
const DEVICE = `${DEVICES}/*`;

describe('The error in a Catch node', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    const lock = {
      id: 'lock',
      type: 'function',
      z: 'flow',
      x: 0,
      y: 0,
      func: "return Object.defineProperty(msg, 'payload', { writable: false });",
      outputs: 1,
      libs: [],
      wires: [[LIST]],
    };
    const button = { id: 'locked-in', type: 'inject', z: 'flow', x: 0, y: 0, props: [], wires: [['lock']] };
    await nodeRed.deploy([...accountFlow(simulator), lock, button]);
    await connect(nodeRed, simulator);
  });

  afterEach(() => simulator.clearFaults());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const errorAfter = async (button: string) => {
    await nodeRed.inject(button);
    const { id, msg } = await nodeRed.nextDebug();
    assert.ok(id === 'errors' && isObject(msg) && isObject(msg['error']));
    return msg['error'];
  };

  const answers: [status: number, code: string][] = [
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [422, 'REJECTED'],
  ];
  for (const [statusCode, expected] of answers) {
    it(`has the status of LaMetric's answer, ${statusCode}, and nothing else of it`, async () => {
      simulator.fail(DEVICE, { status: statusCode });
      const { code, cause } = await errorAfter('rename-in');
      assert.deepEqual([code, cause], [expected, { statusCode }]);
    });
  }

  it('has no cause where there was no answer', async () => {
    await nodeRed.admin('POST', 'lametric-account/account-1/disconnect');
    const { code, cause } = await errorAfter('list-in');
    assert.deepEqual([code, cause], ['NOT_AUTHORIZED', undefined]);
    await connect(nodeRed, simulator);
  });

  it('has name and message of an unexpected error, and the log has the stack', async () => {
    const { code, message, cause } = await errorAfter('locked-in');
    assert.ok(isObject(cause));
    assert.equal(code, 'INTERNAL');
    assert.match(String(message), /fault of the LaMetric nodes themselves/);
    assert.deepEqual(Object.keys(cause), ['name', 'message']);
    assert.equal(cause['name'], 'TypeError');
    assert.match(String(cause['message']), /read only/);
    assert.match(nodeRed.output(), /TypeError: Cannot .*\n\s+at .*runtime\.js/);
    assert.equal(nodeRed.status(LIST)?.text, 'internal error');
  });
});
