/** How the token endpoint may refuse: in OAuth's form, in LaMetric's own, and in words that say nothing. */
import fc from 'fast-check';

/** Secrets stand in it as in a `Body`. */
export interface Refusal {
  status: number;
  text: string;
}

export const words = fc.constantFrom(
  'Something went wrong',
  '<secret>',
  'The token <access> is not good',
  'Cannot read <form>',
  '  \r\n\u0000\u001b[31m<refresh>\n  ',
  'x'.repeat(190) + '<access>',
  'é'.repeat(5000),
);
const badRequest = fc.constantFrom(400, 401);
const json = (value: unknown) => JSON.stringify(value);

function refusal(status: fc.Arbitrary<number>, text: fc.Arbitrary<string>): fc.Arbitrary<Refusal> {
  return fc.record({ status, text });
}

/** By this word alone it is known, whatever the status; some have no body, and one is a proxy's. */
const anyStatus = fc
  .oneof(fc.constantFrom(400, 401), fc.integer({ min: 200, max: 599 }))
  .filter((status) => ![204, 205, 304, 407].includes(status));
const invalidGrant = fc.constantFrom('invalid_grant', 'INVALID_GRANT', 'Invalid-Grant', 'invalid grant');
const ofToken = fc.constantFrom(
  'Invalid refresh token',
  'The refresh token <refresh> has expired',
  'TOKEN REVOKED',
);

/** The refresh token is dead. */
export const aboutGrant: fc.Arbitrary<Refusal> = fc.oneof(
  refusal(
    anyStatus,
    fc.tuple(invalidGrant, words).map(([error, error_description]) => json({ error, error_description })),
  ),
  refusal(
    anyStatus,
    fc.tuple(invalidGrant, words).map(([code, message]) => json({ error: { code, message } })),
  ),
  refusal(
    badRequest,
    fc.oneof(ofToken, fc.constant('Something went wrong')).map((message) => json({ errors: [{ message }] })),
  ),
  refusal(
    badRequest,
    ofToken.map((message) => json({ error: { message } })),
  ),
  refusal(
    badRequest,
    fc
      .tuple(fc.constantFrom('invalid_token', 'INVALID_TOKEN', 'invalid_request', 'expired_token'), ofToken)
      .map(([error, error_description]) => json({ error, error_description })),
  ),
);

/** The client ID or the client secret is wrong. */
export const aboutClient: fc.Arbitrary<Refusal> = fc.oneof(
  refusal(
    fc.constantFrom(400, 401, 403),
    fc
      .tuple(fc.constantFrom('invalid_client', 'unauthorized_client', 'INVALID_CLIENT'), words)
      .map(([error, error_description]) => json({ error, error_description })),
  ),
  refusal(badRequest, fc.constant(json({ errors: [{ message: 'Unknown client' }] }))),
);

/** It says nothing about the refresh token. */
export const inconclusive: fc.Arbitrary<Refusal> = fc.oneof(
  refusal(
    fc.constantFrom(400, 401, 403, 404, 410, 422, 451),
    fc.oneof(
      words.map((text) => `<!DOCTYPE html><html><body>${text}</body></html>`),
      fc.constantFrom('', '{', 'null', '[]', '{}', '"invalid_grant"'),
      fc
        .constantFrom('server_error', 'unsupported_grant_type', 'invalid_scope')
        .map((error) => json({ error })),
    ),
  ),
  refusal(
    fc.constantFrom(403, 404, 410, 422),
    words.map((message) => json({ errors: [{ message }] })),
  ),
);

/** How long it may ask to wait: seconds. Some of these a message can wait for. */
export const tooOften = fc.constantFrom(1, 5, 20, 40, 600, 40_159);
