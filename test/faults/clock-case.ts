/** A generated case of requests to a clock: how it was found, what is asked of it, what it answers, and where connections break. */
import fc from 'fast-check';
import type { Fault } from '../../simulator/server/faults';
import type { Cut } from './cutting-relay';

export type Operation = 'notify' | 'dismiss' | 'dim' | 'look' | 'look at the display';

export interface Case {
  model: number;
  security: 'pinned' | 'http';
  /** Where address and key come from: the form, or the account, which may have known others before. */
  known: 'by the form' | 'by the account' | 'with an old key' | 'at an old address';
  operations: Operation[];
  /** The answers to the first requests; those after them get the clock's own answer. */
  faults: Fault[];
  /** Where the first connections break; `undefined` for one that does not. */
  cuts: (Cut | undefined)[];
  /** The value of `Math.random`. */
  random: number;
}

/** `<key>` and `<login>` stand for what the request is authorized by: a clock may send it back. */
const BODIES = [
  '',
  '{',
  '[]',
  'null',
  '"1"',
  '<html><key></html>',
  '{"success":null}',
  '{"success":{}}',
  '{"success":{"id":{}}}',
  '{"errors":[{"message":"Wrong key: <key>"}]}',
  '{"errors":[{"message":"Authorization: Basic <login>"}]}',
  '{"error":"<key>","error_description":"dev:<key> is <login>"}',
];

const afterEffect = fc.boolean();
const body = fc.oneof(fc.constantFrom(...BODIES), fc.string({ maxLength: 60 }));
const headers = fc.constantFrom({}, { 'content-type': '<key>', location: '/<login>' });

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant({ afterEffect: true }),
  fc.record({ cutAfter: fc.integer({ min: -60, max: 60 }), afterEffect }),
  fc.record({
    delay: fc.constantFrom(100, 4_000, 9_990, 10_010, 29_000, 61_000),
    afterEffect: fc.constant(true),
  }),
  // A clock has not done a request that it refuses.
  fc.record(
    { status: fc.constantFrom(301, 400, 401, 403, 404, 405), body, headers, afterEffect: fc.constant(false) },
    { requiredKeys: ['status', 'afterEffect'] },
  ),
  fc.record(
    { status: fc.constantFrom(500, 503), body, headers, afterEffect },
    { requiredKeys: ['status', 'afterEffect'] },
  ),
  fc.record({ status: fc.constantFrom(200, 201), body, headers, afterEffect }),
);

const cut: fc.Arbitrary<Cut | undefined> = fc.option(
  fc.record({ direction: fc.constantFrom('to the clock', 'from the clock'), after: fc.nat(2500) }),
  { nil: undefined },
);

export const anyCase: fc.Arbitrary<Case> = fc.record({
  model: fc.nat(2),
  security: fc.constantFrom('pinned', 'http'),
  known: fc.constantFrom('by the form', 'by the account', 'with an old key', 'at an old address'),
  operations: fc.array(
    fc.constantFrom<Operation>('notify', 'notify', 'dismiss', 'dim', 'look', 'look at the display'),
    { minLength: 1, maxLength: 4 },
  ),
  faults: fc.array(fault, { maxLength: 5 }),
  cuts: fc.array(cut, { maxLength: 3 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
