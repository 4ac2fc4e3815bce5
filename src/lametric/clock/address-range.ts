import { BlockList, isIPv4 } from 'node:net';

/** The largest range has 1,024 addresses. */
const MIN_BITS = 22;

/** The networks whose addresses mean something at home only (RFC 1918), and this computer. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addSubnet('127.0.0.0', 8);

/**
 * The addresses of a range in the notation of CIDR, such as `192.168.1.0/24`.
 * @returns `undefined` unless these are at most 1,024 addresses of a private network, or of this computer
 */
export function parseRange(text: string): string[] | undefined {
  const { address = '', bits = '' } = /^(?<address>[\d.]+)\/(?<bits>\d\d)$/.exec(text.trim())?.groups ?? {};
  const size = 2 ** (32 - Number(bits));
  if (!isIPv4(address) || Number(bits) < MIN_BITS || size < 1 || !PRIVATE.check(address)) return undefined;
  const number = address.split('.').reduce((total, part) => total * 256 + Number(part), 0);
  const first = number - (number % size);
  return Array.from({ length: size }, (_, index) => toAddress(first + index));
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) % 256).join('.');
}
