import { draw, layOut, screenOf } from '../../../lametric/display/screen';
import type { Model } from './clock';

/** From one LED to the next. */
const PITCH = 4;
const LED = 3;

/** The look of each model: its display by name, the picture on it, and its corners. */
const LOOKS = {
  time: { display: 'LM 37X8', text: '12:30', radius: 12 },
  'time-2022': { display: 'sa8', text: '12:30', radius: 3 },
  sky: { display: 'sa5', text: '12', radius: 2 },
};

/**
 * A model as it looks from the front, as SVG.
 * @param model an unknown one looks like the oldest, without a light
 */
export function drawModel(model: Model | undefined, isOnline: boolean): string {
  const { display, text, radius } = LOOKS[model ?? 'time'];
  const screen = screenOf(display);
  const { rgb } = draw(
    layOut({ model: { frames: [{ text: model === undefined ? '' : text }], cycles: 0 } }, screen),
    0,
    () => undefined,
  );
  const leds = { on: '', off: '' };
  for (let row = 0; row < screen.height; row++) {
    for (let column = 0; column < screen.width; column++) {
      const isOn = (rgb[(row * screen.width + column) * 3] ?? 0) > 0;
      leds[isOn ? 'on' : 'off'] += model === 'sky' ? triangles(column, row) : square(column, row);
    }
  }
  const width = screen.width * PITCH + 15;
  const height = screen.height * PITCH + 15;
  const hasButton = model !== 'sky';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2}" height="${height + 5}" viewBox="-1 -4 ${width + 2} ${height + 5}" aria-hidden="true" class="${isOnline ? 'lametric-clock-online' : ''}">
    ${hasButton ? `<rect class="lametric-clock-body" x="${width / 2 - 12}" y="-3" width="24" height="6" rx="2"/>` : ''}
    <rect class="lametric-clock-body" width="${width}" height="${height}" rx="${radius}"/>
    <g transform="translate(8 8)">
      <path class="lametric-clock-off" d="${leds.off}"/>
      <path class="lametric-clock-on" d="${leds.on}"/>
    </g>
  </svg>`;
}

function square(column: number, row: number): string {
  return `M${column * PITCH} ${row * PITCH}h${LED}v${LED}h${-LED}z`;
}

/** A SKY is made of triangles: a cell is cut along one of its diagonals, in turn. */
function triangles(column: number, row: number): string {
  const [x, y] = [column * PITCH, row * PITCH];
  return (column + row) % 2 === 0
    ? `M${x} ${y}h${LED}l${-LED} ${LED}zM${x + LED} ${y + LED}h${1 - LED}l${LED - 1} ${1 - LED}z`
    : `M${x} ${y}h${LED}v${LED}zM${x} ${y + LED}h${LED - 1}l${1 - LED} ${1 - LED}z`;
}
