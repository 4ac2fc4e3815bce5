import assert from 'node:assert/strict';
import { inBackground } from '../../src/runtime/in-background';

describe('Work that nobody waits for', () => {
  for (const [how, work] of [
    ['at once', () => assert.fail('a fault')],
    ['later', () => Promise.reject(new Error('a fault'))],
  ] as const) {
    it(`has its fault in the log, where it fails ${how}`, async () => {
      const logged = await new Promise((resolve) => {
        inBackground({ log: Object.assign(Object.create(null), { error: resolve }) }, work);
      });
      assert.match(String(logged), /a fault\n +at /);
    });
  }
});
