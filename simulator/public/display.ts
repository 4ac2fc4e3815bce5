/** The LEDs of a clock on a canvas. */
import { draw, layOut, type Pixels, type Screen, type Show } from '../../src/lametric/device/screen';
import type { Shown } from '../clock/clock';
import { iconPictures } from './icon-pictures';

/** Canvas pixels from one LED to the next. */
const PITCH = 16;
const GAP = 2;
const OFF = [22, 23, 26];

export class Display {
  readonly canvas = document.createElement('canvas');
  readonly #context;
  readonly #glow = document.createElement('canvas');
  #screen: Screen | undefined;
  #show: Show | undefined;
  #since = 0;
  #brightness = 100;
  /** What was laid out or drawn last, so as to do neither twice. */
  #laidOut = '';
  #drawn = '';

  constructor() {
    this.canvas.setAttribute('role', 'img');
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('The browser has no canvas');
    this.#context = context;
  }

  /** @param brightness 0 to 100 */
  show(screen: Screen, shown: Shown | null, brightness: number): void {
    if (this.#screen?.width !== screen.width || this.#screen.height !== screen.height) {
      this.canvas.width = screen.width * PITCH;
      this.canvas.height = screen.height * PITCH;
      this.#glow.width = this.canvas.width;
      this.#glow.height = this.canvas.height;
      this.#screen = screen;
      this.#drawn = '';
      this.#laidOut = '';
    }
    this.#brightness = brightness;
    this.#since = shown?.since ?? 0;
    const notification = JSON.stringify(shown?.notification);
    if (notification === this.#laidOut) return;
    this.#laidOut = notification;
    this.#show = shown ? layOut(shown.notification, screen) : undefined;
  }

  /** Draws what is to be seen now. */
  draw(): void {
    if (!this.#screen) return;
    const { width, height } = this.#screen;
    const pixels: Pixels = this.#show
      ? draw(this.#show, Date.now() - this.#since, iconPictures)
      : { width, height, rgb: new Uint8ClampedArray(width * height * 3) };
    const looks = `${this.#brightness} ${pixels.rgb.join()}`;
    if (looks === this.#drawn) return;
    this.#drawn = looks;
    this.#paint(pixels);
  }

  #paint({ width, height, rgb }: Pixels): void {
    const context = this.#context;
    const strength = 0.3 + 0.7 * (this.#brightness / 100);
    context.filter = 'none';
    context.globalCompositeOperation = 'source-over';
    context.globalAlpha = 1;
    context.fillStyle = '#08090a';
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = (y * width + x) * 3;
        const parts = OFF.map((off, part) => Math.max(off, Math.round((rgb[at + part] ?? 0) * strength)));
        context.fillStyle = `rgb(${parts.join(' ')})`;
        context.beginPath();
        context.roundRect(x * PITCH + GAP / 2, y * PITCH + GAP / 2, PITCH - GAP, PITCH - GAP, 3);
        context.fill();
      }
    }
    this.#addGlow(strength);
  }

  /** What the front pane scatters: the picture once more, blurred and added. */
  #addGlow(strength: number): void {
    const glow = this.#glow.getContext('2d');
    if (!glow) return;
    glow.clearRect(0, 0, this.#glow.width, this.#glow.height);
    glow.drawImage(this.canvas, 0, 0);
    const context = this.#context;
    context.globalCompositeOperation = 'lighter';
    context.globalAlpha = 0.45 * strength;
    context.filter = `blur(${PITCH * 0.7}px)`;
    context.drawImage(this.#glow, 0, 0);
  }
}
