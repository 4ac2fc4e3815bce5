import { type AddressInfo, isIPv6 } from 'node:net';
import { type ErrorReason, LaMetricError } from '../../../lametric/errors';
import { isString, parseUrl } from '../../../lametric/guards';
import { FOLDER } from './serve';

/** What decides whether a clock can fetch from this Node-RED, and where. All but `listening` is unchecked, as in settings.js. */
export interface Reachability {
  /** `lametricDeviceMediaUrl` */
  url: unknown;
  /** `httpNodeRoot`, `httpNodeAuth` */
  root: unknown;
  auth: unknown;
  /** Whether Node-RED speaks https. */
  isSecure: boolean;
  /** Where Node-RED listens. */
  listening: AddressInfo | string | null;
  /** The listener for sounds alone, and why it does not listen. */
  listener: { port: string; problem: string | undefined } | undefined;
}

/**
 * The address of the folder from which a clock fetches sounds.
 * @param local this computer's address on a connection to the clock
 * @throws {LaMetricError} `NOT_CONFIGURED`, with the reason, if a clock could not fetch anything
 */
export function folderFor(local: string, reachability: Reachability): string {
  const { url, root, listener } = reachability;
  if (listener?.problem !== undefined) throw impossible('media-port', listener.problem);
  if (listener === undefined && root === false) throw impossible('media-root');
  const base = url == null ? baseFor(local, reachability) : readBase(url);
  return `${base.replace(/\/+$/, '')}/${FOLDER}`;
}

function baseFor(local: string, { root, auth, isSecure, listening, listener }: Reachability): string {
  if (listener !== undefined) return `http://${hostOf(local)}:${listener.port}`;
  if (isSecure) throw impossible('media-https');
  if (auth != null && auth !== false) throw impossible('media-login');
  if (listening === null || isString(listening) || !canCome(local, listening.address)) {
    throw impossible('media-host');
  }
  const isEverywhere = /^(?:0\.0\.0\.0|::)$/.test(listening.address);
  const path = isString(root) ? root.replace(/^\/*/, '/') : '';
  return `http://${hostOf(isEverywhere ? local : listening.address)}:${listening.port}${path}`;
}

/** Whether a clock that is reached from `local` gets through to a server that listens at `address`. */
function canCome(local: string, address: string): boolean {
  if (isLoopback(address)) return isLoopback(local);
  return address !== '0.0.0.0' || !isIPv6(plainAddress(local));
}

const isLoopback = (address: string): boolean => /^(?:127\.|::1$)/.test(plainAddress(address));

/** Without the form that IPv4 has in IPv6, and without the name of a network interface, which means nothing to others. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*/, '');

/** An address as the host of a URL. */
function hostOf(address: string): string {
  const plain = plainAddress(address);
  return isIPv6(plain) ? `[${plain}]` : plain;
}

function readBase(setting: unknown): string {
  const url = isString(setting) ? setting.trim() : '';
  if (/^https?:$/.test(parseUrl(url)?.protocol ?? '')) return url;
  throw impossible('media-url');
}

function impossible(reason: ErrorReason, said = ''): LaMetricError {
  return new LaMetricError('NOT_CONFIGURED', 'no clock can fetch a sound from here', { reason, said });
}
