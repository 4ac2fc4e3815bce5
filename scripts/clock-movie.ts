/** The wall clock of the README, which moves: made of the display's own pixels, as the preview in the form is. */
import { GifWriter } from 'omggif';
import { drawnIcon } from '../simulator/clock/icons';
import { type Pixels, type ScreenNotification, draw, layOut, screenOf } from '../src/lametric/display/screen';

const NOTIFICATION: ScreenNotification = {
  model: {
    frames: [
      { icon: 'i2', text: 'Hello' },
      { icon: 'a9', text: 'Door is open' },
      { icon: 'a3', goalData: { start: 0, current: 42, end: 60, unit: ' min' }, duration: 4000 },
      { icon: 'i5', text: '21.5 °C' },
    ],
  },
};
/** One picture of a movie is shown as long as a text stays in a column: milliseconds. */
const STEP = 60;
/** Pixels of an LED, and of the dark edge around it. */
const LED = 10;
const EDGE = 1;
const PITCH = LED + 2 * EDGE;
const CASE = 0x08090a;
const OFF = 0x16171a;
const MAX_BYTES = 200_000;

/** @returns a GIF that repeats for ever */
export function clockMovie(): Uint8Array {
  const show = layOut(NOTIFICATION, screenOf('LM 37X8'));
  const pictures: { pixels: Pixels; delay: number }[] = [];
  for (let time = 0; time < show.duration; time += STEP) {
    const pixels = draw(show, time, drawnIcon);
    const last = pictures[pictures.length - 1];
    if (last?.pixels.rgb.join() === pixels.rgb.join()) last.delay += STEP;
    else pictures.push({ pixels, delay: STEP });
  }
  const { width, height } = show.screen;
  const colours = [CASE, OFF, ...new Set(pictures.flatMap(({ pixels }) => coloursOf(pixels)))];
  // The number of entries must be a power of two.
  const palette = Array.from({ length: 64 }, (_, at) => colours[at] ?? CASE);
  const file = new Uint8Array(MAX_BYTES);
  const writer = new GifWriter(file, width * PITCH, height * PITCH, { palette, loop: 0 });
  for (const { pixels, delay } of pictures) {
    const leds = coloursOf(pixels).map((colour) => colours.indexOf(colour));
    writer.addFrame(0, 0, width * PITCH, height * PITCH, enlarge(leds, width), { delay: delay / 10 });
  }
  return file.subarray(0, writer.end());
}

/** Of each LED, one number for its colour. */
function coloursOf({ rgb }: Pixels): number[] {
  return Array.from({ length: rgb.length / 3 }, (_, led) => {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(3 * led);
    return (red << 16) | (green << 8) | blue || OFF;
  });
}

/** LEDs with round corners. */
function enlarge(leds: readonly number[], width: number): number[] {
  const columns = width * PITCH;
  return Array.from({ length: leds.length * PITCH ** 2 }, (_, at) => {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    const [inX, inY] = [inLed(x), inLed(y)];
    if (Math.min(inX, inY) < EDGE || inX + inY < 3 * EDGE) return 0;
    return leds[Math.floor(y / PITCH) * width + Math.floor(x / PITCH)] ?? 0;
  });
}

/** How far it is from the nearer edge of an LED's square. */
function inLed(place: number): number {
  return Math.min(place % PITCH, PITCH - 1 - (place % PITCH));
}
