/** A clock's display, in a terminal. */
import { drawnIcon } from '../simulator/clock/icons';
import { type ScreenNotification, draw, layOut, screenOf } from '../src/lametric/display/screen';

const LIT = 16;
/** A character is two pixels, one above the other. */
const BLOCKS = [' ', '▄', '▀', '█'] as const;

/**
 * The first picture of a notification.
 * @param model as the clock names it
 */
export function drawScreen(notification: ScreenNotification, model: string): string {
  const { width, height, rgb } = draw(layOut(notification, screenOf(model)), 0, drawnIcon);
  const isLit = (x: number, y: number) => {
    const start = (y * width + x) * 3;
    return rgb.subarray(start, start + 3).some((value) => value >= LIT);
  };
  const edge = '─'.repeat(width);
  const rows = Array.from({ length: height / 2 }, (_, row) => {
    const characters = Array.from(
      { length: width },
      (__, x) => BLOCKS[(isLit(x, 2 * row) ? 2 : 0) + (isLit(x, 2 * row + 1) ? 1 : 0)],
    );
    return `│${characters.join('')}│`;
  });
  return [`┌${edge}┐`, ...rows, `└${edge}┘`].join('\n');
}
