import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAbsoluteAddresses } from '../../scripts/absolute-addresses';

const ROOT = join(__dirname, '../..');

describe('The README that is published', () => {
  const published = withAbsoluteAddresses(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'v1.2.3');
  const addresses = [...published.matchAll(/\b(?:src|srcset)="([^"]+)"|\]\(([^)]+)\)/g)].map(
    ([, picture, link]) => picture ?? link ?? '',
  );

  it('has no address that leads nowhere at npm', () => {
    assert.ok(addresses.length > 10);
    for (const address of addresses) assert.match(address, /^(?:https:|#)/);
  });

  it('shows pictures, and links pages, of the release', () => {
    const picture =
      'https://raw.githubusercontent.com/flowclock/node-red-lametric/v1.2.3/docs/notify-light.png';
    const page = 'https://github.com/flowclock/node-red-lametric/blob/v1.2.3/docs/nodes.md';
    for (const address of [picture, page]) assert.ok(addresses.includes(address), address);
    for (const address of addresses) {
      const [, file] = /\/v1\.2\.3\/([^#]+)/.exec(address) ?? [];
      if (file !== undefined) assert.ok(existsSync(join(ROOT, file)), file);
    }
  });

  it('keeps all other addresses', () => {
    const kept = '[a](https://nodered.org/docs) [b](#install) <img src="https://example.com/x.png">';
    assert.equal(withAbsoluteAddresses(kept, 'v1.2.3'), kept);
  });
});
