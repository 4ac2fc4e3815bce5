/** An address as people paste it, without the spaces around it, the scheme and the path: `192.168.1.5:4343`. */
export function bareAddress(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '');
}
