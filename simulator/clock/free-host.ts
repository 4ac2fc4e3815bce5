import { randomInt } from 'node:crypto';

/**
 * A loopback address of its own for a clock. Linux listens at all of 127.0.0.0/8, and among 16 million addresses two
 * processes do not meet; a clock that cannot have its address listens at 127.0.0.1.
 */
export function freeHost(): string {
  // 127.0.x.x is left to those who choose an address by hand.
  return `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
}
