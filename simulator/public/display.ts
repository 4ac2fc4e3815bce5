/** The display of a clock, animated. */
import { Leds } from '../../src/editor/preview/leds';
import { draw, layOut, type Screen, type Show } from '../../src/lametric/display/screen';
import { iconPictures } from './icon-pictures';
import type { Shown } from './view';

const DARK: Shown['notification'] = { model: { frames: [] } };

export class Display {
  readonly #leds = new Leds();
  #show: Show | undefined;
  #since = 0;
  #brightness = 100;
  /** The input of the last layout: the same again needs no new one. */
  #laidOut = '';

  get canvas(): HTMLCanvasElement {
    return this.#leds.canvas;
  }

  /** @param brightness 0 to 100 */
  show(screen: Screen, shown: Shown | null, brightness: number): void {
    this.#leds.fit(screen);
    this.#brightness = brightness;
    this.#since = shown?.since ?? 0;
    const notification = shown?.notification ?? DARK;
    const laidOut = JSON.stringify([screen, notification]);
    if (laidOut === this.#laidOut) return;
    this.#laidOut = laidOut;
    this.#show = layOut(notification, screen);
  }

  /** Draws the picture of this moment. */
  draw(): void {
    if (!this.#show) return;
    this.#leds.draw(draw(this.#show, Date.now() - this.#since, iconPictures), this.#brightness);
  }
}
