import type { Socket } from 'node:net';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';

/** What axios has no words for. */
export interface ExchangeOptions {
  /** The secrets in this request; an error message never repeats them. */
  secrets?: string[];
  /** The scope that the resource needs; the error of a 403 names it. */
  scope?: string | undefined;
  /** Milliseconds for the whole answer of a request that has been sent within `timeout`, if they are more. */
  answerTimeout?: number | undefined;
  /** Called with its connection when the request may have reached the other side. */
  onSent?: ((connection: Socket | null) => void) | undefined;
  /** Uses no kept connection, since it may be dead: for a request that cannot be repeated. */
  freshConnection?: boolean;
  /** The agent limits the time for a connection itself, so `timeout` counts from there on. */
  isAgentPatient?: boolean;
}

declare module 'axios' {
  interface AxiosRequestConfig<D, P> {
    exchange?: ExchangeOptions;
  }
}

/**
 * A request as axios has it. `timeout` is for the request and its whole answer, including the wait for a connection.
 * Without an agent, it goes by one for the internet, with the environment's proxy.
 */
export interface HttpRequest extends AxiosRequestConfig<string | undefined> {
  signal?: AbortSignal;
}

/** A whole answer as axios has it; the body unpacked, as text, or as a Buffer with the `responseType` `arraybuffer`. */
export type HttpResponse<T extends string | Buffer = string> = Pick<
  AxiosResponse<T>,
  'status' | 'headers' | 'data'
>;
