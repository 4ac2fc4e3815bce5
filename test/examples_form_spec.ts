import assert from 'node:assert/strict';
import { files, isOfClock, read } from './helpers/examples';

/** The core nodes that an example may use: those that are there in every Node-RED. */
const CORE = new Set(
  [
    'tab, comment, inject, debug, catch, link in, link out, http in, http response',
    'change, switch, template, function, delay, join, split, mqtt in, mqtt out, mqtt-broker',
  ].flatMap((types) => types.split(', ')),
);

/** The width left for the flow in a window of 1,366 points, between palette and sidebar. */
const WIDTH = 860;

describe('The examples', () => {
  it('are numbered', () => {
    assert.deepEqual(
      files.map((file) => file.replace(/^(\d+)-[a-z-]+\.json$/, '$1')),
      files.map((_file, index) => String(index + 1).padStart(2, '0')),
    );
  });

  it('begin with Hello, and with those for a clock', () => {
    const needsClock = files.map((file) => read(file).some(isOfClock));
    assert.equal(files[0], '01-hello.json');
    assert.ok(needsClock.lastIndexOf(true) < needsClock.indexOf(false));
  });

  it('bring no account and no clock: their nodes take the first that is there', () => {
    const nodes = files.flatMap(read);
    assert.ok(nodes.every(({ type }) => type !== 'lametric-account' && type !== 'lametric-device'));
    for (const node of nodes.filter(({ type }) => type.startsWith('lametric'))) {
      assert.match(String(node[isOfClock(node) ? 'device' : 'account']), /^example-[1-3]$/);
    }
  });

  it('have no id in common, as Node-RED would ask what to do about it', () => {
    const ids = files.flatMap((file) => read(file).map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const file of files) {
    describe(file, () => {
      const nodes = read(file);

      it('explains itself in a comment', () => {
        assert.ok(nodes.some(({ type, name, info }) => type === 'comment' && name && info));
      });

      it('needs nothing but Node-RED and this package', () => {
        const others = nodes.map(({ type }) => type).filter((type) => !type.startsWith('lametric'));
        assert.deepEqual(
          others.filter((type) => !CORE.has(type)),
          [],
        );
      });

      it('holds no credentials and no addresses', () => {
        const text = JSON.stringify(nodes);
        assert.doesNotMatch(text, /"(credentials|clientId|clientSecret)"/);
        assert.doesNotMatch(text, /https?:\/\/|\d+\.\d+\.\d+\.\d+|localhost/);
      });

      it('is laid out on the grid, without overlaps, and fits a small screen', () => {
        const placed = nodes.flatMap(({ x, y, name, type }) =>
          x === undefined || y === undefined ? [] : [{ x, y, width: estimatedWidth(type, name) }],
        );
        for (const [index, a] of placed.entries()) {
          assert.ok(
            a.y % 20 === 0 && a.x - a.width / 2 >= 0 && a.x + a.width / 2 <= WIDTH,
            JSON.stringify(a),
          );
          const above = placed.slice(0, index).filter((b) => Math.abs(a.y - b.y) < 40);
          const overlap = above.find((b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2);
          assert.equal(overlap, undefined, JSON.stringify(a));
        }
      });
    });
  }
});

/** Node-RED makes a node as wide as its label, about 6.5 px a character, and its icon; links show theirs nowhere. */
function estimatedWidth(type: string, name: string): number {
  if (type.startsWith('link')) return 30;
  return Math.max(100, 20 * Math.ceil(((name || type).length * 6.5 + 50) / 20));
}
