/** LaMetric's answers in a generated case. */
import fc from 'fast-check';
import type { Encoding } from '../../simulator/server/faults';
import { type Refusal, aboutClient, aboutGrant, inconclusive, tooOften, words } from './refusals';

/**
 * A body as it is sent. In a text, as in the values of headers, `<access>`, `<refresh>` and `<secret>` stand for what
 * the request carries, `<form>` for its whole body, and `<n>` for the number of the reply.
 */
export type Body = { text: string } | { bytes: Uint8Array } | { hugeText: number };

/** The meaning of an answer of the token endpoint that reaches the client whole. */
export type Meaning =
  | { kind: 'nothing' }
  /** The refresh token is dead. */
  | { kind: 'dead' }
  /** No further request for so many milliseconds. */
  | { kind: 'pause'; milliseconds: number }
  /** New tokens; without a refresh token among them the old one stays. */
  | { kind: 'tokens'; refreshToken?: string };

/** How an answer is wrapped, whatever it says. */
interface Wrapping {
  encoding: Encoding | undefined;
  /** Milliseconds before it comes. */
  delay: number;
}

/** The answer to one request. */
export type Reply =
  | ({ kind: 'real' } & Wrapping)
  /** The request takes effect, but the connection ends with so many bytes missing; 0: with no answer at all. */
  | ({ kind: 'lost'; missing: number } & Wrapping)
  | ({
      kind: 'instead';
      status: number;
      headers: Record<string, string>;
      body: Body;
      takesEffect: boolean;
      /** As for `lost`. */
      missing?: number;
      meaning: Meaning;
    } & Wrapping);

/** Some come later than a request may take that can be repeated, some later than any. */
const delay = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(3_000) },
  { weight: 1, arbitrary: fc.integer({ min: 9_000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(12_000, 59_000, 61_000) },
);
const encoding = fc.constantFrom<Encoding | undefined>(
  undefined,
  undefined,
  undefined,
  'gzip',
  'br',
  'deflate',
);
const wrapping = { delay, encoding };
/** LaMetric's answer with tokens is some 250 bytes long. */
const missing = fc.nat(300);

const retryAfter = fc.oneof(
  fc.nat(40).map(String),
  fc.constantFrom('-1', '1.5', '1e3', 'soon', '', '99999999999999999999'),
  fc.integer({ min: -60, max: 60 }).map((seconds) => new Date(Date.now() + seconds * 1000).toUTCString()),
);
const contentType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-8',
  'application/vnd.api+json',
  'text/html',
  'text/<access>',
  'application/octet-stream',
  '',
);
/** Headers that change nothing about how a body is read. */
const plainHeaders = fc.record(
  { 'content-type': contentType, 'retry-after': retryAfter },
  { requiredKeys: [] },
);
const contentTypeOnly = fc.record({ 'content-type': contentType }, { requiredKeys: [] });
const oddHeaders = fc.record(
  {
    'content-type': contentType,
    'retry-after': retryAfter,
    'content-length': fc.constantFrom('0', '7', '100000', 'x'),
    'content-encoding': fc.constantFrom('gzip', 'br', 'unknown'),
    'transfer-encoding': fc.constant('chunked'),
    connection: fc.constantFrom('close', 'upgrade'),
    location: fc.constantFrom('/api/v2/users/me', 'https://example.com/?t=<access>', '::'),
    'www-authenticate': fc.constant('native'),
  },
  { requiredKeys: [] },
);

const anyHeaders = fc.oneof({ weight: 5, arbitrary: plainHeaders }, { weight: 1, arbitrary: oddHeaders });

/** All that an HTTP server can send: 1xx and what nobody has defined too, but the usual ones most often. */
const anyStatus = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(200, 201, 204, 301, 302, 304, 307, 400, 401, 403, 404, 405, 408, 410),
  },
  { weight: 3, arbitrary: fc.constantFrom(413, 422, 429, 451, 500, 502, 503, 504) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 999 }) },
);
/** A refusal as LaMetric may mean it stands in `refusals.ts`; by these statuses other words would be one, too. */
const isNoRefusal = (status: number) => status !== 400 && status !== 401;
const successStatus = fc.constantFrom(200, 200, 200, 201, 202, 203, 299);

const json = (value: unknown): Body => ({ text: JSON.stringify(value) });
const errorBody: fc.Arbitrary<Body> = fc.oneof(
  words.map((message) => json({ errors: [{ message }] })),
  fc
    .tuple(fc.constantFrom('invalid_client', 'server_error', 'temporarily_unavailable'), words)
    .map(([error, error_description]) => json({ error, error_description })),
  fc
    .constantFrom<unknown>({ errors: 'x' }, { errors: [null, 5, {}] }, { error: { a: 1 } }, { errors: {} })
    .map(json),
  words.map((text) => ({ text: `<!DOCTYPE html><html><body>${text}</body></html>` })),
);
const arbitraryBody: fc.Arbitrary<Body> = fc.oneof(
  { weight: 4, arbitrary: fc.json().map((text) => ({ text })) },
  { weight: 3, arbitrary: fc.string().map((text) => ({ text })) },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ bytes })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('', '{', '[]', 'null', '{"access_token":"', '\ufeff{}')
      .map((text) => ({ text })),
  },
  // Above and below the client's limit.
  { weight: 1, arbitrary: fc.constantFrom(100_000, 6_000_000).map((hugeText) => ({ hugeText })) },
);

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  5,
  '',
  ' ',
  true,
  [],
  {},
  ['x'],
  'with space',
  'ümlaut',
);
const expiry = fc.constantFrom<unknown>(
  3600,
  '3600',
  60,
  0,
  -1,
  '',
  'soon',
  1e12,
  null,
  undefined,
  [],
  '1e3',
  0.5,
);
const scope = fc.constantFrom<unknown>('basic devices_read', '', undefined, null, 7);
const NEW_ACCESS = 'new-access/token+of=reply~<n>';
const NEW_REFRESH = 'new-refresh/token+of=reply~<n>';

/** Tokens that nobody but this answer knows of, valid in every form that there is. */
const tokensBody = fc.record({
  access_token: fc.constant(NEW_ACCESS),
  refresh_token: fc.oneof(
    fc.constant(NEW_REFRESH),
    fc.constantFrom<unknown>(undefined, null, '', 5, {}, 'a b'),
  ),
  token_type: fc.constantFrom('Bearer', 'bearer', undefined),
  expires_in: expiry,
  scope,
});
/** Almost tokens: one thing at least is not as it has to be. */
const almostTokensBody = fc.oneof(
  fc.record({ access_token: odd, refresh_token: fc.constant(NEW_REFRESH), expires_in: expiry, scope }),
  fc.record({
    access_token: fc.constant(NEW_ACCESS),
    refresh_token: fc.constant(NEW_REFRESH),
    token_type: fc.constantFrom('mac', '', 'Bearer '),
  }),
  fc.constant([{ access_token: NEW_ACCESS, refresh_token: NEW_REFRESH }]),
  fc.constant({ data: { access_token: NEW_ACCESS, refresh_token: NEW_REFRESH } }),
  fc.constant({ access_token: 'x'.repeat(5000), refresh_token: NEW_REFRESH }),
);

const device = fc.record({
  id: fc.oneof(fc.constant<unknown>(18), odd),
  name: fc.oneof(fc.constant<unknown>('Clock'), odd),
  state: odd,
  api_key: fc.constantFrom<unknown>(undefined, null, 7),
});
const resourceBody: fc.Arbitrary<Body> = fc
  .oneof(
    fc.array(device, { maxLength: 3 }),
    device,
    fc.record({ success: device }),
    fc.record({ success: odd }),
  )
  .map(json);

const real: fc.Arbitrary<Reply> = fc.record({ kind: fc.constant('real'), ...wrapping });
const lost: fc.Arbitrary<Reply> = fc.record({ kind: fc.constant('lost'), missing, ...wrapping });

function instead(
  status: fc.Arbitrary<number>,
  headers: fc.Arbitrary<Record<string, string>>,
  body: fc.Arbitrary<Body>,
  takesEffect: fc.Arbitrary<boolean> = fc.boolean(),
): fc.Arbitrary<Reply> {
  const whole = { ...wrapping, status, headers, body, takesEffect, kind: fc.constant('instead' as const) };
  const meaning = fc.constant<Meaning>({ kind: 'nothing' });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...whole, meaning }) },
    { weight: 1, arbitrary: fc.record({ ...whole, meaning, missing }) },
  );
}

/** An answer that comes whole and means something. LaMetric's own tokens are left alone by it. */
function meaningful(
  status: fc.Arbitrary<number>,
  content: fc.Arbitrary<[text: string, Meaning]>,
  headers = plainHeaders,
): fc.Arbitrary<Reply> {
  const mark = fc.constantFrom('', '', '', '\ufeff');
  return fc
    .record({ ...wrapping, status, headers, content, mark })
    .map(({ content: [text, meaning], mark: first, ...rest }) => ({
      kind: 'instead',
      ...rest,
      body: { text: first + text },
      takesEffect: false,
      meaning,
    }));
}

function refusal(refusals: fc.Arbitrary<Refusal>, meaning: Meaning): fc.Arbitrary<Reply> {
  return refusals.chain(({ status, text }) =>
    meaningful(fc.constant(status), fc.constant([text, meaning]), contentTypeOnly),
  );
}

export const tokenReply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 6, arbitrary: real },
  { weight: 2, arbitrary: lost },
  // Tokens under a status that is no success are none.
  {
    weight: 1,
    arbitrary: instead(fc.constantFrom(300, 302, 402, 500, 503), plainHeaders, tokensBody.map(json)),
  },
  {
    weight: 4,
    arbitrary: instead(anyStatus.filter(isNoRefusal), anyHeaders, fc.oneof(errorBody, arbitraryBody)),
  },
  {
    weight: 2,
    arbitrary: instead(successStatus, plainHeaders, fc.oneof(arbitraryBody, almostTokensBody.map(json))),
  },
  {
    weight: 3,
    arbitrary: meaningful(
      successStatus,
      tokensBody.map((tokens) => [
        JSON.stringify(tokens),
        { kind: 'tokens', ...(tokens.refresh_token === NEW_REFRESH && { refreshToken: NEW_REFRESH }) },
      ]),
    ),
  },
  { weight: 1, arbitrary: refusal(aboutGrant, { kind: 'dead' }) },
  // A minute at least, and more after each.
  { weight: 1, arbitrary: refusal(aboutClient, { kind: 'pause', milliseconds: 60_000 }) },
  { weight: 1, arbitrary: refusal(inconclusive, { kind: 'pause', milliseconds: 60_000 }) },
  {
    weight: 1,
    arbitrary: tooOften.chain((seconds) =>
      meaningful(
        fc.constant(429),
        words.map((text) => [text, { kind: 'pause', milliseconds: seconds * 1000 }]),
        fc.constant({ 'retry-after': String(seconds) }),
      ),
    ),
  },
);

export const resourceReply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 4, arbitrary: real },
  { weight: 1, arbitrary: lost },
  { weight: 2, arbitrary: instead(fc.constant(401), plainHeaders, errorBody) },
  { weight: 3, arbitrary: instead(anyStatus, anyHeaders, fc.oneof(errorBody, arbitraryBody)) },
  { weight: 2, arbitrary: instead(successStatus, plainHeaders, resourceBody) },
);
