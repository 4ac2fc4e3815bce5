/** Reads requests to the token endpoint. */
import type { Request } from '../server/http';

/** The text fields of a urlencoded or multipart body; `undefined` for any other. Node's `Response` reads both. */
export async function parseForm({ headers, body }: Request): Promise<URLSearchParams | undefined> {
  try {
    const form = await new Response(body, {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    return new URLSearchParams(
      [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  } catch {
    return undefined;
  }
}

interface ClientCredentials {
  id: string | null;
  secret: string | null;
}

/** By HTTP Basic, taken as they are, without the encoding of RFC 6749, 2.3.1; or as fields of the form. */
export function clientCredentials({ headers }: Request, form: URLSearchParams): ClientCredentials {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return { id, secret: secret.join(':') };
}
