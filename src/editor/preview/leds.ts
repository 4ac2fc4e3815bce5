import type { Pixels, Screen } from '../../lametric/display/screen';

/** Canvas pixels from one LED to the next. */
const PITCH = 16;
const GAP = 2;
const RADIUS = 3;
const OFF = [22, 23, 26];
/** The share of its light that an LED scatters. */
const GLOW = 0.35;

/** The LEDs of a display, drawn on a canvas. */
export class Leds {
  readonly canvas = document.createElement('canvas');
  readonly #context = contextOf(this.canvas);
  /** The light that the front pane scatters: a pixel for each LED. */
  readonly #light = contextOf(document.createElement('canvas'));
  /** The last drawing, so as not to draw it twice. */
  #drawn = '';

  constructor() {
    this.canvas.setAttribute('role', 'img');
  }

  /** Makes room for a display, dark at first; one of the same size stays as it is. */
  fit({ width, height }: Pick<Screen, 'width' | 'height'>): void {
    const light = this.#light.canvas;
    if (light.width === width && light.height === height) return;
    [light.width, light.height] = [width, height];
    [this.canvas.width, this.canvas.height] = [width * PITCH, height * PITCH];
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
    context.globalCompositeOperation = 'source-over';
    context.globalAlpha = 1;
    context.fillStyle = '#08090a';
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    const lit = rgb.map((value, at) => Math.max(OFF[at % 3] ?? 0, Math.round(value * strength)));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = (y * width + x) * 3;
        context.fillStyle = `rgb(${lit.slice(at, at + 3).join(' ')})`;
        addSquare(context, x * PITCH + GAP / 2, y * PITCH + GAP / 2);
        context.fill();
        const parts = [0, 1, 2].map((part) => scattered({ width, height, rgb: lit }, x, y, part));
        this.#light.fillStyle = `rgb(${parts.join(' ')})`;
        this.#light.fillRect(x, y, 1, 1);
      }
    }
    // The rest of the blur comes from enlarging it. Safari has no `filter` that would do all of it.
    context.globalCompositeOperation = 'lighter';
    context.globalAlpha = GLOW * strength;
    context.drawImage(this.#light.canvas, 0, 0, this.canvas.width, this.canvas.height);
  }
}

/** What arrives at a place of one part of the colours: a quarter of its own light, and less of its neighbours'. */
function scattered({ width, height, rgb }: Pixels, x: number, y: number, part: number): number {
  let sum = 0;
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
      const weight = (2 - Math.abs(row - y)) * (2 - Math.abs(column - x));
      sum += weight * (rgb[(row * width + column) * 3 + part] ?? 0);
    }
  }
  return Math.round(sum / 16);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser has no canvas');
  return context;
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
