/** Seals shared handshakes and their responses, so that Redis learns neither a client secret nor a code. */
import {
  type KeyObject,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import { parseJson } from '../../../lametric/http/json';
import { type Seal, seal, unseal } from '../../../storage/sealed';

/** The bytes before the 32 of an X25519 key in its PKCS #8 form (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Seals the fields of a handshake by its id. */
export const sealHandshake = (id: string, fields: object): string => seal(JSON.stringify(fields), sealOf(id));

/** @returns the fields of a handshake, unchecked; `undefined` for a text that is missing, damaged or of another one */
export const unsealHandshake = (id: string, sealed = ''): unknown =>
  parseJson(unseal(sealed, sealOf(id)) ?? '');

/** The public key of a handshake: by it, responses are sealed. */
export const publicKeyOf = (id: string): string => textOf(createPublicKey(privateKeyOf(id)));

/**
 * The `state` of the handshake with this public key, so that no other key can be put in its place. The id cannot be found
 * from it, so nobody can redeem a handshake by its redirect alone.
 */
export const stateOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

/**
 * Seals a response for the Node-RED that knows the id of the handshake.
 * @param key the handshake's public key
 * @returns `undefined` for a key that is damaged
 */
export function sealResponse(key: string, text: string): string | undefined {
  try {
    const own = generateKeyPairSync('x25519');
    const secret = diffieHellman({ privateKey: own.privateKey, publicKey: publicKeyFrom(key) });
    return `${textOf(own.publicKey)} ${seal(text, sealOf(secret.toString('base64')))}`;
  } catch {
    return undefined;
  }
}

/** @returns the fields of a response, unchecked; `undefined` for a text that is damaged */
export function unsealResponse(id: string, text: string): unknown {
  const [key = '', sealed = ''] = text.split(' ');
  try {
    const secret = diffieHellman({ privateKey: privateKeyOf(id), publicKey: publicKeyFrom(key) });
    return parseJson(unseal(sealed, sealOf(secret.toString('base64'))) ?? '');
  } catch {
    // The key is damaged.
    return undefined;
  }
}

/** Each handshake has a secret of its own, so that nothing can be put into another one. */
const sealOf = (secret: string): Seal => ({ secret, purpose: 'lametric-account handshake', place: '' });

function privateKeyOf(id: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', id, '', 'lametric-account handshake key', 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

const textOf = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

const publicKeyFrom = (text: string): KeyObject =>
  createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
