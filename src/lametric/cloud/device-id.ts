/** Reads a device id: a positive integer, as a number or as text. @returns `undefined` for everything else */
export function parseDeviceId(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
