import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ACCOUNT, RENAME, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { savedAuthorization } from '../helpers/account';
import { TOKEN } from '../helpers/paths';

const run = promisify(execFile);

/** On a real Node-RED, because it is its own storage that fails here, in its own way. */
describe('A token that cannot be saved', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  const start = async (userDir?: string) => {
    simulator = await startSimulator();
    const settings = { lametricAccountCloudUrl: simulator.url };
    nodeRed = await startNodeRed({ link: true, settings, ...(userDir !== undefined && { userDir }) });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  };
  const refresh = async () => {
    simulator.expireAccessTokens();
    await nodeRed.inject('list-in');
    const { id } = await nodeRed.nextDebug();
    assert.equal(id, 'out', 'the message goes on');
  };
  /** Seen at the node that gets no message, which would show its result instead. */
  const statusIs = (expected: string) => nodeRed.nextStatus(RENAME, ({ text }) => text === expected);
  const isSaved = async () => {
    const saved = savedAuthorization(await nodeRed.settingsFile(), simulator);
    assert.ok(typeof saved === 'object');
    return (
      saved.tokens.refreshToken === simulator.requests.findLast(({ tokens }) => tokens)?.tokens?.refresh_token
    );
  };
  const isPersisted = async () => {
    const { body } = await nodeRed.admin('GET', `lametric-account/${ACCOUNT}`);
    return isObject(body) && body['persisted'];
  };
  const warnings = () => nodeRed.output().match(/The connection to LaMetric cannot be saved/g)?.length ?? 0;

  /** @param makeRoom undoes what keeps Node-RED from writing */
  const survives = async (makeRoom: () => Promise<void>) => {
    const before = await nodeRed.settingsFile();
    await refresh();
    await refresh();
    await statusIs('not saved');
    assert.equal(await isPersisted(), false);
    assert.equal(warnings(), 1);
    assert.deepEqual(await nodeRed.settingsFile(), before, 'the settings file is as it was');

    await makeRoom();
    await refresh();
    await statusIs('connected');
    assert.ok(await isSaved());
    await nodeRed.restart();
    await refresh();
    assert.equal(warnings(), 1);
    assert.equal(simulator.countRequests('POST', TOKEN), 5, 'connected once, refreshed four times');
  };

  afterEach(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  it('is kept in memory while the settings file cannot be written', async () => {
    await start();
    // Node-RED writes a new file under this name and then puts it in the place of the old one; even root cannot, here.
    const obstacle = join(nodeRed.userDir, '.config.runtime.json.$$$');
    await mkdir(obstacle);
    await survives(() => rmdir(obstacle));
  });

  describe('on a disk that is full', () => {
    let disk: string;

    before(async function () {
      disk = await mkdtemp(join(tmpdir(), 'full-disk-'));
      // Only root may mount a file system.
      await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).catch(() => this.skip());
    });
    after(async () => {
      await run('umount', [disk]).catch(() => undefined);
      await rm(disk, { recursive: true });
    });

    it('is kept in memory', async () => {
      await start(disk);
      const { bavail, bsize } = await statfs(disk);
      const filler = join(disk, 'filler');
      await writeFile(filler, Buffer.alloc(bavail * bsize));
      await survives(() => rm(filler));
    });
  });
});
