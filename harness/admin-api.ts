/** Node-RED's admin API, as its editor uses it. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { isObject } from '../src/lametric/guards';

export interface AdminResponse {
  status: number;
  headers: Headers;
  /** Parsed if it came as JSON, else the text. */
  body: unknown;
}

export abstract class AdminApi {
  /** The bearer token of every request that brings no `authorization` header; `login` sets it. */
  token: string | undefined;

  /** The address of the editor and the admin API: with `httpAdminRoot`, without a slash at the end. */
  abstract get url(): string;

  /**
   * One request to the admin API; `path` is relative (`lametric-account/abc`). A body is sent as JSON, but a
   * string as it is and FormData as multipart. No status is an error, and no redirect is followed.
   */
  async admin(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<AdminResponse> {
    const allHeaders = new Headers(headers);
    const addHeader = (name: string, value: string) => allHeaders.has(name) || allHeaders.set(name, value);
    if (this.token !== undefined) addHeader('authorization', `Bearer ${this.token}`);
    const init: RequestInit = { method, headers: allHeaders, redirect: 'manual' };
    if (body instanceof FormData) {
      init.body = body;
    } else if (body !== undefined) {
      addHeader('content-type', 'application/json');
      init.body = typeof body === 'string' ? body : JSON.stringify(body);
    }
    const response = await fetch(`${this.url}/${path}`, init).catch((cause: unknown) => {
      throw new Error(`${method} ${path}: no answer\n${this.circumstances()}`, { cause });
    });
    const text = await response.text();
    const isJson = text !== '' && response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? parseJson(text) : text };
  }

  /** Returns the bearer token, which all further requests carry. */
  async login(username: string, password: string): Promise<string> {
    const grant = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password };
    const body = await this.succeed('POST', 'auth/token', grant);
    if (!isObject(body) || typeof body['access_token'] !== 'string') throw new Error('No token came back');
    this.token = body['access_token'];
    return this.token;
  }

  /** Installs a package as "Upload module" of the palette manager does. */
  async installTarball(file: string): Promise<void> {
    const form = new FormData();
    form.set('tarball', await openAsBlob(file), basename(file));
    await this.succeed('POST', 'nodes', form);
  }

  async readFlows(): Promise<unknown[]> {
    const body = await this.succeed('GET', 'flows', undefined, { 'Node-RED-API-Version': 'v1' });
    if (!Array.isArray(body)) throw new Error('The flows are not an array');
    return body;
  }

  /** Presses the button of an inject node. */
  async inject(nodeId: string): Promise<void> {
    await this.succeed('POST', `inject/${nodeId}`);
  }

  /** Details that help to understand a failure. */
  protected abstract circumstances(): string;

  protected async succeed(...request: Parameters<AdminApi['admin']>): Promise<unknown> {
    const { status, body } = await this.admin(...request);
    if (status >= 200 && status < 300) return body;
    const [method, path] = request;
    throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}\n${this.circumstances()}`);
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}
