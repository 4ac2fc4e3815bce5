import type { ScreenFrame, ShownFrame } from '../../lametric/display/screen';
import type { Translate } from '../text';

/** Whether a frame has room on the display, and how long it is shown. */
export function fitText({ frame, textWidth, room, scrolls, duration }: ShownFrame, text: Translate): string {
  const seconds = Math.max(1, Math.round(duration / 1000));
  if (frame.chartData) return text('display.values', { count: frame.chartData.length, seconds });
  return text(scrolls ? 'display.scrolls' : 'display.fits', { columns: textWidth, room, seconds });
}

/** A description of the display, for screen readers. */
export function contentText(frames: readonly ScreenFrame[], text: Translate): string {
  const contents = frames.map(({ text: shown, goalData, chartData }) => {
    if (chartData) return text('display.chart', { count: chartData.length });
    return goalData ? `${goalData.current} ${goalData.unit ?? ''}`.trim() : (shown ?? '');
  });
  return text('display.shows', { contents: contents.filter(Boolean).join(' · ') });
}
