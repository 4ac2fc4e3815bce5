import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(__dirname, '../../src');

describe('The style of a form', () => {
  it('has the prefixes that Safari needs', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.css'),
    );
    for (const file of files) {
      const rules = readFileSync(join(SRC, file), 'utf8').match(/\{[^}]*\}/g) ?? [];
      for (const rule of rules) {
        for (const [, declaration = ''] of rule.matchAll(/^ *((?:user-select|appearance): \S+);/gm)) {
          assert.ok(rule.includes(`-webkit-${declaration};`), `${file}: ${rule}`);
        }
      }
    }
  });
});
