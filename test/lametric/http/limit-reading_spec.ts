import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import sinon, { type SinonFakeTimers } from 'sinon';
import { limitReading } from '../../../src/lametric/http/limit-reading';

describe('The limit of the time for reading', () => {
  let clock: SinonFakeTimers;
  let isLate: boolean;
  /** What was read of the socket: it goes on while this rises. */
  let bytesRead: number;
  let reads: number;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    isLate = false;
    reads = 0;
    bytesRead = 0;
  });
  afterEach(() => clock.restore());

  const begin = (arriving = 0) => {
    const socket = new Socket();
    Object.defineProperty(socket, 'bytesRead', { get: () => (reads++ < arriving ? ++bytesRead : bytesRead) });
    return limitReading(
      1000,
      () => socket,
      () => (isLate = true),
    );
  };

  it('is over when the time is, and nothing is left to read', () => {
    begin();
    clock.tick(999);
    assert.equal(isLate, false);
    clock.tick(1);
    clock.runMicrotasks();
    clock.runToLast();
    assert.equal(isLate, true);
  });

  it('waits for what has arrived, but not without end', () => {
    begin(Infinity);
    clock.tick(1000);
    clock.runToLast();
    for (let turn = 0; turn < 98; turn++) clock.runToLast();
    assert.equal(isLate, false);
    for (let turn = 0; turn < 4; turn++) clock.runToLast();
    assert.equal(isLate, true);
  });

  it('is ended even when the time is over already', () => {
    const stop = begin();
    clock.next();
    stop();
    clock.runAll();
    assert.equal(isLate, false);
  });
});
