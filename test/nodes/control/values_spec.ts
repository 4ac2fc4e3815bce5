import assert from 'node:assert/strict';
import { SETTINGS, type SettingName, namesOf } from '../../../src/lametric/clock/settings';
import { acceptable, findInvalid, isFixed } from '../../../src/nodes/control/editor/values';
import { newSetting } from '../../../src/nodes/control/properties';

describe('The values in the form of control', () => {
  for (const name of namesOf(SETTINGS)) {
    it(`begin with one that ${name} accepts, unless that has to be typed`, () => {
      const setting = newSetting(name);
      assert.deepEqual(findInvalid([setting]), name === 'bluetoothName' ? [name] : []);
      assert.ok(isFixed(name, setting.valueType));
    });
  }

  const kept: [SettingName, string][] = [
    ['brightness', '0'],
    ['volume', '99.5'],
    ['display', 'false'],
    ['mode', 'kiosk'],
    ['screensaver', 'true'],
    ['screensaver', '{"from":"00:00","to":"23:59"}'],
    ['bluetoothName', '50'],
  ];
  for (const [name, value] of kept) {
    it(`keep ${value} for ${name}`, () => assert.equal(acceptable(name, value), value));
  }

  const replaced: [SettingName, string][] = [
    ['brightness', ''],
    ['brightness', 'payload'],
    ['volume', '101'],
    ['display', 'on'],
    ['display', '1'],
    ['brightnessMode', 'kiosk'],
    ['screensaver', '{'],
    ['screensaver', '{"from":"22:00"}'],
    ['screensaver', 'null'],
  ];
  for (const [name, value] of replaced) {
    it(`do not show "${value}" for ${name}, and call it invalid`, () => {
      const { valueType, value: first } = newSetting(name);
      assert.equal(acceptable(name, value), first);
      assert.deepEqual(findInvalid([{ setting: name, value, valueType }]), [name]);
    });
  }

  it('are none of a setting that does not exist', () => {
    assert.deepEqual(findInvalid([{ setting: 'light', value: '1', valueType: 'num' }]), ['light']);
  });
});
