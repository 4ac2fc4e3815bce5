/** The parts that tests of the clocks' admin endpoints share. */
import assert from 'node:assert/strict';
import type { AdminResponse } from '../../harness/admin-api';
import { DEVICE } from '../../harness/clock';
import { isObject } from '../../src/lametric/guards';

export const OF_CLOCK = `lametric-device/${DEVICE}`;
export const NOTIFICATION = { model: { frames: [{ text: 'Hello' }] } };

/** The endpoints: what permission each needs, and how it answers an empty body where no clock is set up. */
export const CLOCK_ENDPOINTS = [
  ['GET', 'serial-numbers', 'read', 200],
  ['GET', ':id', 'read', 200],
  ['GET', ':id/apps', 'read', 409],
  ['GET', ':id/sound', 'read', 409],
  ['POST', ':id/sound', 'write', 409],
  ['POST', 'search', 'write', 400],
  ['POST', ':id/test', 'write', 400],
  ['POST', ':id/trust', 'write', 400],
  ['POST', ':id/pair', 'write', 400],
  ['POST', ':id/pair/x', 'write', 404],
  ['POST', ':id/notifications', 'write', 400],
] as const;

/** The answer of an endpoint that has to succeed. */
export async function cardOf(response: Promise<AdminResponse>): Promise<Record<string, unknown>> {
  const { status, body } = await response;
  assert.ok(status === 200 && isObject(body), `${status}: ${JSON.stringify(body)}`);
  return body;
}
