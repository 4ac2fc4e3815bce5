/** A generated case of requests to a clock: how it was found, what is asked of it, what it answers, and where connections break. */
import fc from 'fast-check';
import type { Fault } from '../../simulator/server/faults';
import type { Cut } from './cutting-relay';

export type Operation = 'notify' | 'replace' | 'dismiss' | 'dim' | 'look' | 'look at the display';

export interface Case {
  model: number;
  security: 'pinned' | 'http';
  /** Where address and key come from: the form, or the account, which may have known others before. */
  known: 'by the form' | 'by the account' | 'with an old key' | 'at an old address';
  operations: Operation[];
  /** The answers to the first requests; those after them get the clock's own answer. */
  faults: Fault[];
  /** Whether the clock closes each connection after its answer. */
  closes: boolean;
  /** Whether its mode lets only critical notifications through. */
  isCriticalOnly: boolean;
  /** What happens to the clock, and when: milliseconds from the beginning. */
  incidents: { at: number; what: 'restart' | 'another certificate' }[];
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
  `${'['.repeat(2500)}${']'.repeat(2500)}`,
];
/** `<huge>` stands for more than is read of an answer. */
const HUGE = '<huge>';

const afterEffect = fc.boolean();
const body = fc.oneof(fc.constantFrom(...BODIES), fc.string({ maxLength: 60 }));
const headers = fc.constantFrom({}, { 'content-type': '<key>', location: '/<login>' });

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant({ afterEffect: true }),
  fc.record({ cutAfter: fc.integer({ min: -60, max: 60 }), afterEffect }),
  fc.record({
    delay: fc.constantFrom(100, 4_000, 9_990, 10_010, 12_000, 29_000, 61_000),
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
  fc.record({
    status: fc.constant(429),
    headers: fc.constantFrom({}, { 'retry-after': '1' }, { 'retry-after': '20' }, { 'retry-after': '86400' }),
    afterEffect: fc.constant(false),
  }),
);
/** It costs much, so it is rare. */
const rareFault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 40, arbitrary: fault },
  { weight: 1, arbitrary: fc.constant({ body: HUGE, afterEffect: true }) },
);
const incident = fc.record({
  at: fc.constantFrom(0, 20, 500, 3_000, 11_000),
  what: fc.constantFrom('restart' as const, 'restart' as const, 'another certificate' as const),
});

const cut: fc.Arbitrary<Cut | undefined> = fc.option(
  fc.record({ direction: fc.constantFrom('to the clock', 'from the clock'), after: fc.nat(2500) }),
  { nil: undefined },
);

export const anyCase: fc.Arbitrary<Case> = fc.record({
  model: fc.nat(2),
  security: fc.constantFrom('pinned', 'http'),
  known: fc.constantFrom('by the form', 'by the account', 'with an old key', 'at an old address'),
  operations: fc.array(
    fc.constantFrom<Operation>(
      'notify',
      'notify',
      'replace',
      'dismiss',
      'dim',
      'look',
      'look at the display',
    ),
    { minLength: 1, maxLength: 4 },
  ),
  closes: fc.boolean(),
  isCriticalOnly: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  incidents: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Case['incidents']>([]) },
    { weight: 1, arbitrary: fc.array(incident, { minLength: 1, maxLength: 2 }) },
  ),
  faults: fc.array(rareFault, { maxLength: 5 }),
  cuts: fc.array(cut, { maxLength: 3 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
