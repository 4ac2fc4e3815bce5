import { DEMO_PASSWORD } from './oauth';

/** Uses the consent page as a user does. @returns the address that LaMetric redirects to */
export async function consent(
  authorizeUrl: string,
  email: string,
  decision: 'approve' | 'deny',
): Promise<string> {
  // Tests wait for the simulator to be without connections.
  const headers = { connection: 'close' };
  const opened = await fetch(authorizeUrl, { redirect: 'manual', headers });
  const answer =
    opened.status === 200
      ? await fetch(authorizeUrl, {
          method: 'POST',
          redirect: 'manual',
          headers,
          body: new URLSearchParams({ email, password: DEMO_PASSWORD, decision }),
        })
      : opened;
  const location = answer.headers.get('location');
  if (location === null) {
    throw new Error(`LaMetric does not redirect: ${answer.status} ${await answer.text()}`);
  }
  return location;
}
