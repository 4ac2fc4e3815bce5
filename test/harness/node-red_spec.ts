import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type NodeRed, startNodeRed } from '../../harness/node-red';

// Without x and y they would be configuration nodes to Node-RED, which has no button for these.
const flows = (text: string) => [
  { id: 'tab', type: 'tab', label: 'Test' },
  { id: 'button', type: 'inject', z: 'tab', x: 0, y: 0, props: payload(text), wires: [['result']] },
  {
    id: 'result',
    type: 'debug',
    z: 'tab',
    x: 200,
    y: 0,
    active: true,
    complete: 'payload',
    tostatus: true,
    statusType: 'msg',
    statusVal: 'payload.text',
  },
];
const payload = (text: string) => [{ p: 'payload', vt: 'json', v: JSON.stringify({ text }) }];

describe('the Node-RED harness', () => {
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await startNodeRed({ settings: { httpAdminRoot: '/red' } });
  });
  after(() => nodeRed.stop());

  it('deploys flows that run by then, and sees their debug messages and statuses', async () => {
    await nodeRed.deploy(flows('hello'));
    await nodeRed.inject('button');
    const { format, msg } = await nodeRed.nextDebug();
    assert.deepEqual({ format, msg }, { format: 'Object', msg: { text: 'hello' } });
    assert.equal((await nodeRed.nextStatus('result', ({ text }) => text === 'hello')).fill, 'grey');
  });

  it('says why deployed flows do not run', async () => {
    const unknown = { id: 'unknown', type: 'no such type', z: 'tab', x: 0, y: 0 };
    await assert.rejects(nodeRed.deploy([...flows('hello'), unknown]), /missing-types.*no such type/);
    await nodeRed.deploy(flows('hello'));
  });

  it('restarts with what was deployed last, after a crash too', async () => {
    await nodeRed.deploy(flows('once more'), 'nodes');
    await nodeRed.kill();
    await nodeRed.restart();
    await nodeRed.inject('button');
    assert.deepEqual((await nodeRed.nextDebug()).msg, { text: 'once more' });
    assert.equal(nodeRed.debugMessages().length, 1);
  });

  it('reports the output of a Node-RED that does not start', async () => {
    const settingsSource = "throw new Error('these settings are wrong');";
    await assert.rejects(startNodeRed({ settingsSource }), /Node-RED ended.*these settings are wrong/s);
  });

  it('removes its temporary directory', async () => {
    const short = await startNodeRed();
    await short.stop();
    assert.equal(existsSync(short.userDir), false);
  });
});
