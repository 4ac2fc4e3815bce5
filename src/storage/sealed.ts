import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { isObject, isString } from '../lametric/guards';

/** The key of a sealed text, and all that is authenticated with it. */
export interface Seal {
  /** An account's client secret lies among Node-RED's encrypted credentials, so neither file is enough without the other. */
  secret: string;
  /** The kind of text, so that none can be taken for one of another kind. */
  purpose: string;
  /** The name of the record, so that no text can be put into another record. */
  place: string;
}

/** Encrypts a text by AES-256-GCM. @returns salt, nonce, tag and ciphertext, base64 */
export function seal(text: string, { secret, purpose, place }: Seal): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, salt, purpose), nonce);
  cipher.setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), ciphertext]).toString('base64');
}

/** Decrypts a sealed text. @returns `undefined` if it is damaged, or was sealed in another way */
export function unseal(sealed: string, { secret, purpose, place }: Seal): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const key = deriveKey(secret, bytes.subarray(0, 16), purpose);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(16, 28), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(28, 44));
    return Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** Adds the proof that a record was written by somebody who knows the secret: HMAC-SHA-256 over its place and all of it. */
export function prove<T extends object>(record: T, by: Seal): T & { proof: string } {
  return { ...record, proof: proofOf(record, by).toString('base64') };
}

/** Whether all of a record is as it was when it was proved, in the same place. */
export function isProven(record: unknown, by: Seal): boolean {
  if (!isObject(record) || !isString(record.proof) || !Object.values(record).every(isFlat)) return false;
  const { proof, ...fields } = record;
  const expected = proofOf(fields, by);
  const given = Buffer.from(proof, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function proofOf(record: object, { secret, purpose, place }: Seal): Buffer {
  const fields = Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const key = deriveKey(secret, Buffer.alloc(0), `${purpose} proof`);
  return createHmac('sha256', key)
    .update(JSON.stringify([place, fields]))
    .digest();
}

/** Whether JSON takes no depth. */
const isFlat = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isString) : typeof value !== 'object' || value === null;

function deriveKey(secret: string, salt: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32));
}
