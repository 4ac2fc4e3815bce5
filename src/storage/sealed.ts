import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

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

function deriveKey(secret: string, salt: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32));
}
