/**
 * Run by the release, before it publishes: the addresses of the README, which are relative in the repository, become those
 * of the tagged files, so that npm and the flow library show its pictures and its links lead somewhere.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../package.json';

const REPOSITORY = manifest.repository.replace(/^github:/, '');

/** @param tag of the release, such as `v1.0.0` */
export function withAbsoluteAddresses(markdown: string, tag: string): string {
  const isRelative = (address: string) => !/^(?:[a-z]+:|#)/.test(address);
  return markdown
    .replace(/\b(src|srcset)="([^"]+)"/g, (whole, attribute: string, address: string) =>
      isRelative(address)
        ? `${attribute}="https://raw.githubusercontent.com/${REPOSITORY}/${tag}/${address}"`
        : whole,
    )
    .replace(/\]\(([^)\s]+)\)/g, (whole, address: string) =>
      isRelative(address) ? `](https://github.com/${REPOSITORY}/blob/${tag}/${address})` : whole,
    );
}

if (require.main === module) {
  const file = join(__dirname, '../README.md');
  writeFileSync(file, withAbsoluteAddresses(readFileSync(file, 'utf8'), `v${manifest.version}`));
}
