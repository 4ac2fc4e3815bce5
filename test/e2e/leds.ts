/** The LEDs of a display that is drawn on a canvas. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';

/** The colour of each LED, a line for each row. */
export function ledsOf(canvas: Locator): Promise<string> {
  return canvas.evaluate(readLeds);
}

/** Waits until a display looks like that, LED by LED. */
export async function looksLike(canvas: Locator, leds: string): Promise<void> {
  const page = canvas.page();
  const reader = await page.evaluateHandle(`(${String(readLeds)})`);
  await page
    .waitForFunction(
      ([read, element, expected]) => typeof read === 'function' && read(element) === expected,
      [reader, await canvas.elementHandle(), leds] as const,
    )
    // It is told below how it looks instead.
    .catch(() => undefined);
  assert.equal(await ledsOf(canvas), leds);
}

/** Runs in the browser. */
function readLeds(canvas: Element): string {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The display is no canvas');
  const pitch = 16;
  const [width, height] = [canvas.width / pitch, canvas.height / pitch];
  const context = canvas.getContext('2d');
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      const rgba = context?.getImageData((x + 0.5) * pitch, (y + 0.5) * pitch, 1, 1).data ?? [];
      return Array.from(rgba.slice(0, 3), (part) => part.toString(16).padStart(2, '0')).join('');
    }).join(' '),
  );
  return rows.join('\n');
}
