import assert from 'node:assert/strict';
import {
  compareApps,
  compareDevices,
  compareQueues,
  isEventName,
  visibleWidget,
} from '../../../src/lametric/clock/events';

describe('What has happened at a clock', () => {
  const device = { id: '1', name: 'Kitchen' };
  const topics = (events: { topic: string }[]) => events.map(({ topic }) => topic);

  it('is nothing where nothing has changed', () => {
    const now = { ...device, mode: 'auto', display: { on: true }, audio: { volume: 5 } };
    assert.deepEqual(compareDevices(now, structuredClone(now)), []);
  });

  it('is no change of what the clock does not tell', () => {
    const now = { ...device, mode: null, display: null, update_available: { version: null } };
    assert.deepEqual(compareDevices({ ...device, mode: 'auto', display: { on: true } }, now), []);
  });

  it('is an update that is there, not one that has gone', () => {
    const waits = { ...device, os_version: '3.0.0', update_available: { version: '3.1.0' } };
    assert.deepEqual(compareDevices(device, waits), [
      { topic: 'update', payload: { version: '3.1.0', installed: '3.0.0' } },
    ]);
    assert.deepEqual(compareDevices(waits, { ...device, os_version: '3.1.0' }), []);
  });

  it('is another notification where a clock that has restarted counts from 1 again', () => {
    const before = [{ id: '1', created: '2026-01-01T00:00:00Z' }];
    const now = [{ id: '1', created: '2026-01-02T00:00:00Z' }];
    assert.deepEqual(topics(compareQueues(before, now)), ['ended', 'notification']);
  });

  it('is an app that comes into view, not one that leaves it', () => {
    const clock = { title: 'Clock', widgets: { c: { visible: true } } };
    const radio = { title: 'Radio', widgets: { r: { visible: false }, s: { visible: true } } };
    const dark = { clock: { ...clock, widgets: {} } };
    assert.deepEqual(compareApps({ clock }, { radio }), [
      { topic: 'app', payload: { app: 'radio/s', title: 'Radio' } },
    ]);
    assert.deepEqual(compareApps({ clock }, dark), []);
    assert.equal(visibleWidget(dark), undefined);
  });

  it('goes by the names that there are', () => {
    assert.ok(isEventName('online'));
    for (const name of ['toString', 'Online', '', 5, null]) assert.equal(isEventName(name), false);
  });
});
