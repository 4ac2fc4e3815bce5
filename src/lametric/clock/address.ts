import { isIPv4, isIPv6 } from 'node:net';

/** The address of a clock. IPv6 stands in brackets, as in a URL. */
export interface Address {
  host: string;
  port: number | undefined;
}

/** The protocol: https with the remembered certificate, or http. */
export type Security = 'pinned' | 'http';

export const DEFAULT_PORTS = { pinned: 4343, http: 8080 };

/** A part of a host's name, between two dots. */
const LABEL = /^(?!-)[a-z\d_-]{1,63}(?<!-)$/i;
/** At the end of a name it would make a number of all of it, which stands for an IPv4 address: `127.1`, `0x7f000001`. */
const NUMBER = /^(?:\d+|0x[\da-f]*)$/i;

/**
 * Parses the address of a clock, from a user or the cloud: `host` or `host:port`. The host is a name, an IPv4 address
 * in its usual form, or an IPv6 address in brackets.
 * @returns `undefined` for anything else, and for a text that leads to another host than it seems to
 */
export function parseAddress(text: string): Address | undefined {
  const { host, port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>[1-9]\d{0,4}))?$/.exec(text)?.groups ?? {};
  if (host === undefined || !isHost(host)) return undefined;
  if (port === undefined) return { host, port: undefined };
  return Number(port) <= 65_535 ? { host, port: Number(port) } : undefined;
}

/**
 * Parses the address of a clock that is asked in this way. The port of the other way is a slip, and means the usual one.
 * @returns `undefined` as `parseAddress`
 */
export function addressFor(text: string, security: Security): Address | undefined {
  const address = parseAddress(text);
  const other = security === 'http' ? 'pinned' : 'http';
  return address?.port === DEFAULT_PORTS[other] ? { ...address, port: undefined } : address;
}

function isHost(host: string): boolean {
  // A host with a zone (`%eth0`) is none of a URL.
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) && !host.includes('%');
  return isIPv4(host) || isName(host);
}

function isName(host: string): boolean {
  const labels = host.split('.');
  return (
    host.length <= 253 && labels.every((label) => LABEL.test(label)) && !NUMBER.test(labels.at(-1) ?? '')
  );
}

/** The base address of a clock's requests, without a slash at its end. */
export function originOf({ host, port }: Address, security: Security): string {
  return `${security === 'http' ? 'http' : 'https'}://${host}:${port ?? DEFAULT_PORTS[security]}`;
}
