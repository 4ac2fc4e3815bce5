import assert from 'node:assert/strict';
import { canTrust, linesOf, wordsOf } from '../../../../src/config/device/editor/clock-info';
import { modelOf, readClockInfo } from '../../../../src/config/device/editor/clock';

const text = (key: string, values?: object) =>
  values === undefined ? key : `${key} ${Object.values(values).join()}`;

const ONLINE = {
  state: 'online',
  name: 'Kitchen',
  model: 'sa8',
  osVersion: '3.2.6',
  address: '192.168.0.5',
  security: 'pinned',
  fingerprint: 'AA',
  trusted: 'AA',
  signal: 73,
  update: '3.2.8',
  message: null,
};

describe('The info about a clock', () => {
  it('says what the clock is and where', () => {
    assert.deepEqual(linesOf(readClockInfo(ONLINE), text), [
      'Kitchen',
      'model.time-2022 · info.firmware 3.2.6 · info.update 3.2.8',
      '192.168.0.5 · info.signal 73',
    ]);
  });

  it('leaves out what is not known', () => {
    const known = { state: 'offline', name: 'Kitchen', model: null, osVersion: null, signal: null };
    assert.deepEqual(linesOf(readClockInfo(known), text), ['Kitchen']);
    assert.deepEqual(linesOf(readClockInfo(undefined), text), []);
  });

  it('says the address of a clock without a name', () => {
    const known = { state: 'offline', name: null, address: '192.168.0.5' };
    assert.deepEqual(linesOf(readClockInfo(known), text), ['192.168.0.5']);
  });

  it('calls a model that it does not know as the clock does', () => {
    assert.equal(modelOf('sa9'), undefined);
    assert.deepEqual(linesOf(readClockInfo({ ...ONLINE, model: 'sa9' }), text)[1]?.split(' · ')[0], 'sa9');
  });

  it('says the state in words, and what Node-RED adds', () => {
    assert.deepEqual(wordsOf(readClockInfo(ONLINE), text), { kind: 'good', lines: ['state.online'] });
    assert.deepEqual(wordsOf(readClockInfo({ ...ONLINE, state: 'refused', message: 'Why' }), text), {
      kind: 'warning',
      lines: ['state.refused', 'Why'],
    });
    assert.deepEqual(wordsOf(readClockInfo({ state: 'new' }), text), {
      kind: undefined,
      lines: ['state.unknown'],
    });
    const { lines } = wordsOf(readClockInfo({ state: 'unknown', message: 'Not connected' }), text);
    assert.deepEqual(lines, ['Not connected']);
  });

  it('shows both certificates when the clock has another one, which then can be trusted', () => {
    const changed = readClockInfo({ ...ONLINE, state: 'certificate', fingerprint: 'BB' });
    assert.deepEqual(wordsOf(changed, text).lines, [
      'state.certificate',
      'certificate.before AA',
      'certificate.now BB',
    ]);
    assert.ok(canTrust(changed));
    assert.ok(!canTrust(readClockInfo(ONLINE)));
    assert.ok(!canTrust({ ...changed, fingerprint: null }));
  });
});
