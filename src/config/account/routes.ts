import type { NodeAPI } from 'node-red';
import { registerIconRoutes } from '../../icons/routes';
import { getDevices, getUser } from '../../lametric/cloud/cloud';
import type { ApiRequest } from '../../lametric/connection/request';
import { AdminEndpoints, RefusedRequest } from '../../runtime/admin';
import { whyAbsent } from '../../runtime/deployment';
import { deployedGrant } from './client';
import { accountInForm } from './connection';
import { registerHandshakeRoutes } from './handshake/routes';
import type { AccountRegistry } from './registry';

/** Registers the account's admin endpoints, which are part of the public contract. */
export function registerRoutes(RED: NodeAPI, registry: AccountRegistry): void {
  // Node-RED without an admin API has no editor to serve, and nowhere to put the routes.
  if (RED.settings.httpAdminRoot === false) return;

  const endpoints = new AdminEndpoints(RED, 'lametric-account');
  const invalid = (key: string) => new RefusedRequest(400, 'INVALID_INPUT', RED._(`account.request.${key}`));

  const send = <T>(id: string, request: ApiRequest<T>): Promise<T> =>
    accountInForm(RED, id).send(request, new AbortController().signal);

  /** Remarks for the user: why the account does not run, or why to connect again. */
  const remarksOn = (id: string): string[] => {
    const remarks: string[] = [];
    const absence = whyAbsent(RED, id);
    if (absence !== undefined) remarks.push(RED._(`account.absence.${absence}`));
    if (registry.deployedClients(id).length > 1) remarks.push(RED._('account.absence.several'));
    if (registry.problem !== undefined) remarks.push(RED._(`common.error.${registry.problem}`));
    else if (registry.records.isAway) remarks.push(RED._('account.redis.state'));
    const reason = registry.sessionOf(id)?.reconnectReason;
    if (reason !== undefined) remarks.push(RED._(`account.reconnect.${reason}`));
    return remarks;
  };

  // Express asks its handlers in order, so `icons` and `callback` come before `:id`.
  registerIconRoutes(RED, endpoints, registry.cloudUrl);
  registerHandshakeRoutes(RED, endpoints, registry, invalid);

  endpoints.read(':id', async ({ params: { id = '' } }) => {
    await registry.records.ready().catch(() => undefined);
    const session = registry.sessionOf(id);
    const remarks = remarksOn(id);
    return {
      state: session?.state ?? 'unconfigured',
      flow: session?.grant ?? deployedGrant(RED, id),
      scopes: session?.scopes ?? [],
      persisted: session?.persisted ?? true,
      expiresAt: isoOrNull(session?.expiresAt),
      renewedAt: isoOrNull(session?.refreshedAt),
      message: remarks.length === 0 ? undefined : remarks.join(' '),
    };
  });

  endpoints.read(':id/user', async ({ params: { id = '' } }) => {
    const { id: userId, name, email } = await send(id, getUser);
    const session = registry.sessionOf(id);
    if (session !== undefined) session.user = name || email;
    return { id: userId, name, email };
  });

  endpoints.read(':id/devices', async ({ params: { id = '' } }) => {
    const devices = await send(id, getDevices);
    return devices.map(({ api_key: _apiKey, ...device }) => device);
  });

  endpoints.write(':id/disconnect', async ({ params: { id = '' } }) => {
    // Opens one, since an account that was not used since the start may have a record but no session.
    registry.sessionOf(id);
    if (await registry.disconnect(id)) return;
    throw new RefusedRequest(500, 'UNREACHABLE', RED._('account.request.not-forgotten'));
  });

  endpoints.refuseBrokenBodies();
}

const isoOrNull = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());
