import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { Gallery, search } from '../../src/icons/gallery';
import { passTimeUntil, settleSockets, stopTime } from '../helpers/time';

const ICONS = '/api/v2/icons';
const DAY = 24 * 60 * 60 * 1000;

describe('The gallery', () => {
  let simulator: Simulator;
  let userDir: string;

  before(async () => {
    simulator = await startSimulator({ icons: 5_000 });
  });
  beforeEach(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'gallery-'));
    simulator.clearRequests();
  });
  afterEach(async () => {
    sinon.restore();
    simulator.clearFaults();
    await rm(userDir, { recursive: true });
  });
  after(() => simulator.close());

  /** As after a start of Node-RED. */
  const opened = () => new Gallery(simulator.url, userDir);
  const asked = () => simulator.countRequests('GET', ICONS);
  const file = () => join(userDir, 'lametric-icons.json');

  async function loaded(): Promise<Gallery> {
    const gallery = opened();
    await gallery.find('', 0);
    await gallery.settle();
    return gallery;
  }

  it('is loaded page by page, once for all who ask', async () => {
    const gallery = opened();
    assert.equal(asked(), 0);
    const [first, second] = await Promise.all([gallery.find('', 0), gallery.find('heart', 0)]);
    assert.deepEqual([first.total, first.complete], [96, false]);
    assert.deepEqual(second.icons[0], { code: 'i2', title: 'Heart' });
    await gallery.settle();
    const { total, complete, icons } = await gallery.find('', 1);
    assert.deepEqual([total, complete, icons[0]?.code, asked()], [5_000, true, 'i97', 4]);
  });

  it('is kept for a week', async () => {
    await loaded();
    assert.deepEqual(await readdir(userDir), ['lametric-icons.json']);
    const now = Date.now();
    const clock = sinon.stub(Date, 'now').returns(now + 6 * DAY);
    assert.equal((await opened().find('', 0)).complete, true);
    assert.equal(asked(), 4);

    clock.returns(now + 8 * DAY);
    const later = opened();
    assert.equal((await later.find('', 0)).total, 5_000);
    await later.settle();
    assert.equal(asked(), 8);
  });

  it('is loaded anew where the clock was set back', async () => {
    await loaded();
    const yesterday = Date.now() - DAY;
    sinon.stub(Date, 'now').returns(yesterday);
    const gallery = opened();
    await gallery.find('', 0);
    await gallery.settle();
    assert.equal(asked(), 8);
  });

  const damages: [what: string, damage: (text: string) => string][] = [
    ['cut off', (text) => text.slice(0, 1000)],
    ['empty', () => ''],
    ['of another version', (text) => text.replace('"version":1', '"version":2')],
    ['of another cloud', (text) => text.replace('"cloud":"http', '"cloud":"https')],
    ['with a code that is none', (text) => text.replace('"i1"', '"../1"')],
    ['with a title that is no text', (text) => text.replace('"Smile"', '7')],
  ];
  for (const [what, damage] of damages) {
    it(`is loaded anew where its file is ${what}`, async () => {
      await loaded();
      await writeFile(file(), damage(await readFile(file(), 'utf8')));
      await loaded();
      assert.equal(asked(), 8);
    });
  }

  it('goes on with what is there when LaMetric fails in between, and tries again', async () => {
    // After the first page, which takes effect.
    simulator.fail(ICONS, { afterEffect: true });
    simulator.fail(ICONS, { status: 403 });
    const gallery = await loaded();
    assert.deepEqual(await readdir(userDir), []);
    simulator.clearFaults();
    const { total, complete } = await gallery.find('', 0);
    assert.deepEqual([total, complete], [96, false]);
    await gallery.settle();
    assert.equal((await gallery.find('', 0)).complete, true);
  });

  it('says why there is nothing, and tries again', async () => {
    simulator.fail(ICONS, { status: 403 });
    const gallery = opened();
    await assert.rejects(gallery.find('', 0), { code: 'FORBIDDEN' });
    await gallery.settle();
    assert.equal((await gallery.find('', 0)).total, 96);
    await gallery.settle();
  });

  it('serves from memory where the file cannot be written', async () => {
    const gallery = new Gallery(simulator.url, join(userDir, 'missing'));
    await gallery.find('', 0);
    await gallery.settle();
    assert.equal((await gallery.find('', 0)).complete, true);
  });

  it('asks once for a picture, and again after a failure', async () => {
    const path = '/content/apps/icon_thumbs/1_icon_thumb.png';
    const gallery = opened();
    simulator.fail(path, { status: 404 });
    await assert.rejects(gallery.picture('i1'), { code: 'NOT_FOUND' });
    const [first, second] = await Promise.all([gallery.picture('i1'), gallery.picture('i1')]);
    assert.equal(first, second);
    assert.equal(first.type, 'image/png');
    assert.equal((await gallery.picture('a3')).type, 'image/gif');
    assert.equal(simulator.countRequests('GET', path), 2);
  });

  it('asks for eight pictures at a time, lets two hundred wait, and refuses any more', async () => {
    const gallery = opened();
    simulator.fail('/content/*', { delay: 200, afterEffect: true }, 8);
    const pictures = Array.from({ length: 208 }, (_, index) => gallery.picture(`i${index + 1}`));
    await assert.rejects(gallery.picture('i209'), { code: 'RATE_LIMITED' });
    await simulator.requested('GET', '/content/apps/icon_thumbs/8_icon_thumb.png');
    await settleSockets();
    assert.equal(simulator.requests.length, 8);
    await Promise.allSettled(pictures);
    assert.equal(simulator.requests.length, 208);
  });

  it('lets a picture wait for half a minute, and not longer', async () => {
    const gallery = opened();
    // Each hangs for its 10 s.
    simulator.fail('/content/*', { delay: 60_000 }, 24);
    const clock = stopTime();
    try {
      const pictures = Array.from({ length: 25 }, (_, index) => gallery.picture(`i${index + 1}`));
      await passTimeUntil(Promise.allSettled(pictures), clock, 100);
      await assert.rejects(async () => pictures.at(-1), { code: 'RATE_LIMITED' });
    } finally {
      clock.restore();
    }
  });

  for (const [what, body] of [
    ['no picture', '<html>'],
    ['a huge one', `GIF89a${'x'.repeat(70_000)}`],
  ] as const) {
    it(`takes ${what} for no picture`, async () => {
      simulator.fail('/content/*', { status: 200, body });
      await assert.rejects(opened().picture('i5'), { code: 'BAD_RESPONSE' });
    });
  }

  it('finds the code first, then words that begin so, then the rest, each as popular as they are', () => {
    const icons = ['Scatter', 'Wild cat', 'Concat', 'Cat'].map((title, at) => ({ code: `i${at}`, title }));
    const titles = (typed: string) => search(icons, typed).map(({ title }) => title);
    assert.deepEqual(titles(' CAT '), ['Wild cat', 'Cat', 'Scatter', 'Concat']);
    assert.deepEqual(titles('i2'), ['Concat']);
    assert.deepEqual(titles('2'), ['Concat']);
    assert.deepEqual(titles('cat wild'), ['Wild cat']);
    assert.equal(titles('').length, 4);
  });

  it('finds nothing by a text that is longer than all titles, and searches none for it', () => {
    const title = 'a '.repeat(1000);
    assert.deepEqual(search([{ code: 'i1', title }], title), []);
  });
});
