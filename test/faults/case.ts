/** A generated case: LaMetric's answers, the success of saving, and the events meanwhile. */
import fc from 'fast-check';
import { type Reply, resourceReply, tokenReply } from './replies';

/** `slow`: it takes longer than it is waited for. */
export type Save = 'saved' | 'failed' | 'slow';
/** Milliseconds. */
export const SLOW = 20_000;

export interface Step {
  /** Milliseconds after the beginning. */
  at: number;
  action:
    | { kind: 'messages'; node: 'list' | 'rename'; count: number }
    /** LaMetric ends all access tokens, or all refresh tokens; or the user connects once more. */
    | { kind: 'expire' | 'revoke' | 'connect' }
    /** The connections that are kept die, and nobody is told. */
    | { kind: 'deaden' }
    /** The process sleeps, or is too busy to do anything, for so many milliseconds. */
    | { kind: 'pause'; milliseconds: number };
}

export interface Case {
  /** How Node-RED reaches LaMetric. */
  way: 'straight' | 'by proxy';
  /** Seconds that LaMetric's access tokens live. */
  lifetime: number;
  /** The answers to the first requests, one after the other; those after them get LaMetric's own answer. */
  tokenReplies: Reply[];
  resourceReplies: Reply[];
  saves: Save[];
  steps: Step[];
  /** The value of `Math.random`, which scatters the retries. */
  random: number;
}

const at = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(60_000) });
const messages = fc.record({
  kind: fc.constant('messages' as const),
  node: fc.constantFrom('list' as const, 'rename' as const),
  count: fc.integer({ min: 1, max: 4 }),
});
const event = (kind: 'expire' | 'revoke' | 'connect' | 'deaden') => fc.constant({ kind });
const step: fc.Arbitrary<Step> = fc.record({
  at,
  action: fc.oneof(
    { weight: 6, arbitrary: messages },
    { weight: 4, arbitrary: event('expire') },
    { weight: 1, arbitrary: event('connect') },
    { weight: 1, arbitrary: event('revoke') },
    { weight: 2, arbitrary: event('deaden') },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('pause' as const), milliseconds: fc.nat(20_000) }),
    },
  ),
});

/** Some answers come once, some several times in a row: an outage, which the retries do not outlast. */
function replies(reply: fc.Arbitrary<Reply>): fc.Arbitrary<Reply[]> {
  const inARow = fc
    .tuple(reply, fc.constantFrom(1, 1, 1, 5))
    .map(([each, times]) => Array<Reply>(times).fill(each));
  return fc.array(inARow, { maxLength: 6 }).map((rows) => rows.flat());
}

const expireFirst: Step = { at: 0, action: { kind: 'expire' } };

export const anyCase: fc.Arbitrary<Case> = fc.record({
  way: fc.constantFrom('straight', 'by proxy'),
  lifetime: fc.constantFrom(1, 40, 3600),
  tokenReplies: replies(tokenReply),
  resourceReplies: replies(resourceReply),
  saves: fc.array(fc.constantFrom<Save>('saved', 'saved', 'saved', 'failed', 'failed', 'slow'), {
    maxLength: 4,
  }),
  steps: fc
    .tuple(
      fc.constantFrom<Step[]>([], [expireFirst]),
      fc.record({ at, action: messages }).map((first) => [first]),
      fc.array(step, { maxLength: 5 }),
    )
    .map((parts) => parts.flat()),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
