/** Checks for every form: accessible, translated, and not wider than its dialog. */
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { NODES } from '../../scripts/catalogues';
import type { EditorPage } from './editor-page';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const OURS = '.lametric-form, .lametric-picker';

declare global {
  var axe: { run(context: string, options: object): Promise<AxeResults> };
}

/** The serious violations of accessibility in our forms, or in a part of them. */
export async function violations({ page }: EditorPage, part = OURS): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate((context) => axe.run(context, { resultTypes: ['violations'] }), part);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** The parts of the open form, or of the panel over it, that are too wide, and keys that were not translated. */
export function flaws({ page }: EditorPage): Promise<string[]> {
  return page.evaluate(
    (names) => {
      const form = [...document.querySelectorAll<HTMLElement>('.lametric-form')].at(-1);
      if (form === undefined) return ['no form'];
      const parts = [form, ...document.querySelectorAll<HTMLElement>('.lametric-picker')];
      const elements = parts.flatMap((part) => [
        part,
        ...part.querySelectorAll<HTMLElement>('label, p, div, button, select'),
      ]);
      const wide = elements.filter(
        (element) =>
          element.checkVisibility() &&
          element.scrollWidth > element.clientWidth + 1 &&
          element.clientWidth > 0,
      );
      const keys = new RegExp(`\\b(${names.join('|')})\\.[a-z-]+`).exec(
        parts.map(({ innerText }) => innerText).join('\n'),
      );
      return [...wide.map(({ outerHTML }) => `too wide: ${outerHTML.slice(0, 200)}`), ...(keys ?? [])];
    },
    ['common', ...NODES.map(({ name }) => name)],
  );
}
