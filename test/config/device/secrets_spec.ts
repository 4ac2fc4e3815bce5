import assert from 'node:assert/strict';
import { ACCOUNT, accountFlow, connect } from '../../../harness/account';
import { DEVICE, deviceNode } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { NOTIFICATION, OF_CLOCK } from '../../helpers/device-routes';

/** A real Node-RED, at its most talkative, with clocks that say all that they were sent. */
describe("A clock's API key", () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  const answers: string[] = [];

  const ask = async (method: string, path: string, body?: object) => {
    const answer = await nodeRed.admin(method, path, body);
    answers.push(JSON.stringify([...answer.headers, answer.body]));
    return answer.status;
  };

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({
      link: true,
      settings: { lametricAccountCloudUrl: simulator.url },
      logLevel: 'trace',
    });
    const [, kitchen] = simulator.clocks;
    const typed = {
      id: 'typed',
      account: '',
      device: '',
      address: kitchen?.address,
      credentials: { apiKey: kitchen?.apiKey },
    };
    await nodeRed.deploy([...accountFlow(simulator), deviceNode(kitchen?.id), deviceNode(undefined, typed)]);
    await connect(nodeRed, simulator);
    for (const status of [200, 400, 401, 404, 500]) {
      kitchen?.fail(
        '/*',
        ({ headers: { authorization = '' } }) => {
          const key = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
          const message = `${authorization} ${key} ${key.replace('dev:', '')}`;
          return { status, body: JSON.stringify({ errors: [{ message }] }) };
        },
        12,
      );
      for (const path of [OF_CLOCK, 'lametric-device/typed']) {
        await ask('GET', path);
        await ask('POST', `${path}/notifications`, NOTIFICATION);
      }
      kitchen?.clearFaults();
    }
    await ask('POST', `${OF_CLOCK}/test`, { account: ACCOUNT, device: String(kitchen?.id) });
    await ask('POST', `lametric-device/other/test`, { address: kitchen?.address, apiKey: kitchen?.apiKey });
    assert.equal(await ask('GET', `${OF_CLOCK}/apps`), 200);
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  it('stands in no answer, log, event or setting', async () => {
    const settings = await nodeRed.nextSettings((each) => JSON.stringify(each ?? {}).includes(DEVICE));
    const texts = {
      answers: answers.join('\n'),
      log: nodeRed.output(),
      events: JSON.stringify(nodeRed.events),
      settings: JSON.stringify(settings),
    };
    for (const { apiKey } of simulator.clocks) {
      const login = Buffer.from(`dev:${apiKey}`).toString('base64');
      for (const [where, text] of Object.entries(texts)) {
        assert.ok(!text.includes(apiKey) && !text.includes(login), where);
      }
    }
    assert.ok(answers.some((answer) => answer.includes('…')));
  });
});
