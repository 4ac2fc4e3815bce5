import assert from 'node:assert/strict';
import {
  compareApps,
  compareDevices,
  compareQueues,
  isEventName,
  visibleWidget,
} from '../../../src/lametric/clock/events';

describe('The events of a clock', () => {
  const device = { id: '1', name: 'Kitchen' };
  const topics = (events: { topic: string }[]) => events.map(({ topic }) => topic);

  it('are none where nothing has changed', () => {
    const now = { ...device, mode: 'auto', display: { on: true }, audio: { volume: 5 } };
    assert.deepEqual(compareDevices(now, structuredClone(now)), []);
  });

  it('are none for values that the clock leaves out', () => {
    const now = { ...device, mode: null, display: null, update_available: { version: null } };
    assert.deepEqual(compareDevices({ ...device, mode: 'auto', display: { on: true } }, now), []);
  });

  it('tell of an update that is there, not of one that has gone', () => {
    const waits = { ...device, os_version: '3.0.0', update_available: { version: '3.1.0' } };
    assert.deepEqual(compareDevices(device, waits), [
      { topic: 'update', payload: { version: '3.1.0', installed: '3.0.0' } },
    ]);
    assert.deepEqual(compareDevices(waits, { ...device, os_version: '3.1.0' }), []);
  });

  it('tell of another notification where a restarted clock counts from 1 again', () => {
    const before = [{ id: '1', created: '2026-01-01T00:00:00Z' }];
    const now = [{ id: '1', created: '2026-01-02T00:00:00Z' }];
    assert.deepEqual(topics(compareQueues(before, now)), ['ended', 'notification']);
  });

  it('are found at once, however many notifications a clock tells of', () => {
    const queue = (first: number) =>
      Array.from({ length: 100_000 }, (_, index) => ({ id: `${first + index}` }));
    const began = process.cpuUsage();
    assert.equal(compareQueues(queue(0), queue(100_000)).length, 200_000);
    assert.ok(process.cpuUsage(began).user < 2_000_000);
  });

  it('tell of an app that comes into view, not of one that leaves it', () => {
    const clock = { title: 'Clock', widgets: { c: { visible: true } } };
    const radio = { title: 'Radio', widgets: { r: { visible: false }, s: { visible: true } } };
    // A clock need not say of a widget whether it is in view.
    const dark = { clock: { ...clock, widgets: { c: {} } } };
    assert.deepEqual(compareApps({ clock }, { radio }), [
      { topic: 'app', payload: { app: 'radio/s', title: 'Radio' } },
    ]);
    assert.deepEqual(compareApps({ clock }, dark), []);
    assert.equal(visibleWidget(dark), undefined);
  });

  it('tell of another widget of the same app', () => {
    const showing = (id: string) => ({ radio: { title: 'Radio', widgets: { [id]: { visible: true } } } });
    assert.deepEqual(compareApps(showing('r'), showing('s')), [
      { topic: 'app', payload: { app: 'radio/s', title: 'Radio' } },
    ]);
  });

  it('have the names that a node may save', () => {
    assert.ok(isEventName('online'));
    for (const name of ['toString', 'Online', '', 5, null]) assert.equal(isEventName(name), false);
  });
});
