/** Certificates of clocks. */
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  key: string;
  /** PEM. */
  cert: string;
}

/** A self-signed certificate as clocks have it: its name is not their address, and it outlives them. */
export async function selfSigned(commonName: string): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date('2015-01-01'),
    notAfterDate: new Date('2099-12-31'),
    extensions: [],
  });
  return { key, cert };
}
