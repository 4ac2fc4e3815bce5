import type { Pixels, Screen } from '../../lametric/display/screen';

/** Canvas pixels from one LED to the next. */
const PITCH = 16;
const GAP = 2;
const RADIUS = 3;
const OFF = [22, 23, 26];

/** The LEDs of a display, drawn on a canvas. */
export class Leds {
  readonly canvas = document.createElement('canvas');
  readonly #context;
  readonly #glow = document.createElement('canvas');
  /** The last drawing, so as not to draw it twice. */
  #drawn = '';

  constructor() {
    this.canvas.setAttribute('role', 'img');
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('The browser has no canvas');
    this.#context = context;
  }

  /** Makes room for a display, dark at first; one of the same size stays as it is. */
  fit({ width, height }: Pick<Screen, 'width' | 'height'>): void {
    if (this.canvas.width === width * PITCH && this.canvas.height === height * PITCH) return;
    for (const canvas of [this.canvas, this.#glow]) {
      canvas.width = width * PITCH;
      canvas.height = height * PITCH;
    }
    this.#drawn = '';
  }

  /** @param brightness 0 to 100 */
  draw(pixels: Pixels, brightness = 100): void {
    const looks = `${brightness} ${pixels.rgb.join()}`;
    if (looks === this.#drawn) return;
    this.#drawn = looks;
    this.#paint(pixels, 0.3 + 0.7 * (brightness / 100));
  }

  #paint({ width, height, rgb }: Pixels, strength: number): void {
    const context = this.#context;
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
        addSquare(context, x * PITCH + GAP / 2, y * PITCH + GAP / 2);
        context.fill();
      }
    }
    this.#addGlow(strength);
  }

  /** The light that the front pane scatters: the picture once more, blurred and added. */
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

/** With round corners. */
function addSquare(context: CanvasRenderingContext2D, left: number, top: number): void {
  const [right, bottom] = [left + PITCH - GAP, top + PITCH - GAP];
  context.beginPath();
  context.moveTo(left + RADIUS, top);
  context.arcTo(right, top, right, bottom, RADIUS);
  context.arcTo(right, bottom, left, bottom, RADIUS);
  context.arcTo(left, bottom, left, top, RADIUS);
  context.arcTo(left, top, right, top, RADIUS);
}
