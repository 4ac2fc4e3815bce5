import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGLISH, NODES, readCommonTexts, readNodeTexts } from '../scripts/catalogues';

/** Words in bold that are Node-RED's or LaMetric's. */
const OTHERS = ['+', 'Add', 'Notification App', 'My Data DIY', 'HTTP Push', 'Predefined (LaMetric Format)'];

describe('The steps of a document', () => {
  const texts = NODES.map((node) => readNodeTexts(node, ENGLISH));
  const words = new Set([
    ...[readCommonTexts(ENGLISH), ...texts].flatMap((each) => [...each.values()]),
    ...OTHERS,
  ]);

  for (const file of ['README.md', 'docs/account.md', 'docs/my-data.md']) {
    it(`call what is to be clicked as the forms do: ${file}`, () => {
      const document = readFileSync(join(__dirname, '..', file), 'utf8');
      const steps = document.match(/^\d+\. .*(?:\n.+)*/gm) ?? [];
      const bold = steps.flatMap((step) =>
        [...step.matchAll(/\*\*(.+?)\*\*/gs)].map(([, name = '']) => name),
      );
      assert.ok(bold.length > 0);
      assert.deepEqual(
        bold.filter((name) => !words.has(name)),
        [],
      );
    });
  }
});
