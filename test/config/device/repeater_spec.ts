import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Repeater } from '../../../src/config/device/repeater';

describe('A repeater', () => {
  afterEach(() => sinon.restore());

  it('looks as soon as anybody wants it', () => {
    const clock = sinon.useFakeTimers();
    const look = sinon.stub().returns(new Promise(() => undefined));
    const repeater = new Repeater(look, () => 1000);
    repeater.start(1000);
    repeater.start(5000);
    clock.tick(1000);
    repeater.stop();
    assert.equal(look.callCount, 1);
  });

  it('keeps no process from ending', () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const repeater = new Repeater(sinon.stub(), () => 1000);
    repeater.start(1000);
    assert.equal(timers(), before);
    repeater.stop();
  });

  it('looks once at a time, whoever wants it meanwhile', () => {
    const clock = sinon.useFakeTimers();
    const look = sinon.stub().returns(new Promise(() => undefined));
    const repeater = new Repeater(look, () => 1000);
    repeater.start(0);
    clock.tick(0);
    repeater.start(0);
    clock.tick(5000);
    repeater.stop();
    assert.equal(look.callCount, 1);
  });
});
