import { type ScreenFrame, type ShownFrame, textOf } from '../../lametric/display/screen';
import type { Translate } from '../text';

/** Whether a frame has room on the display, and how long it is shown. */
export function fitText({ frame, scrolls, duration }: ShownFrame, text: Translate): string {
  const seconds = Math.max(1, Math.round(duration / 1000));
  if (frame.chartData) return text('display.values', { count: frame.chartData.length, seconds });
  return text(scrolls ? 'display.scrolls' : 'display.fits', { seconds });
}

/** A description of the display, for screen readers. */
export function contentText(frames: readonly ScreenFrame[], text: Translate): string {
  return text('display.shows', { contents: contentsText(frames, text) });
}

/** The contents of frames, one after another. */
export function contentsText(frames: readonly ScreenFrame[], text: Translate): string {
  const contents = frames.map((frame) =>
    frame.chartData ? text('display.chart', { count: frame.chartData.length }) : textOf(frame),
  );
  return contents.filter(Boolean).join(' · ');
}

/** The most characters that a hint names. */
const MAX_NAMED = 10;

/** A hint that the clock may not draw these. */
export function undrawnText(characters: readonly string[], text: Translate): string {
  const named = characters.slice(0, MAX_NAMED).join(' ');
  return text('display.undrawn', { characters: characters.length > MAX_NAMED ? `${named} …` : named });
}
