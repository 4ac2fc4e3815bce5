/**
 * The display of a clock: turns a notification and a time into pixels. Pure, for the simulator, the preview in the editor
 * and streaming alike.
 *
 * Others measured one LM 37X8 with firmware 2.3.9: icon, letters, where text and goal bars stand. How fast text
 * scrolls, how long a frame stays, charts, frames without an icon and all of the other models are approximate.
 */
import { type Glyph, glyphs } from './glyphs';

/** A frame in LaMetric's own form. */
export interface ScreenFrame {
  icon?: string | number | null;
  text?: string | null;
  goalData?: { start: number; current: number; end: number; unit?: string | null } | null;
  chartData?: readonly number[] | null;
  /** Milliseconds. */
  duration?: number | null;
}

/** The part of a notification that can be seen. */
export interface ScreenNotification {
  icon_type?: string | null;
  model: {
    frames: readonly ScreenFrame[];
    /** How often the frames are shown; 0 is until dismissed. Default: 1. */
    cycles?: number | null;
  };
}

/** A display, in pixels. */
export interface Screen {
  width: number;
  height: number;
  /** Whether others measured this model; else what is drawn is only close to it. */
  measured: boolean;
}

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** One picture of an icon: 8x8 pixels, row by row. */
export interface IconPicture {
  pixels: readonly Rgb[];
  /** How long it is shown before the next, in milliseconds. */
  delay: number;
}

/** The pictures of an icon by its code (`1234`, `i1234`, `a1234` or a `data:` address), or undefined without any. */
export type Icons = (code: string) => readonly IconPicture[] | undefined;

/** A frame, with its place in the time of one cycle. */
export interface ShownFrame {
  frame: ScreenFrame;
  /** Milliseconds since the cycle began. */
  start: number;
  /** Milliseconds. */
  duration: number;
  /** In columns. */
  textWidth: number;
  /** How many columns the text has to itself. */
  room: number;
  scrolls: boolean;
}

/** A notification on a display, laid out in time. All times are in milliseconds. */
export interface Show {
  screen: Screen;
  /** The `icon_type` that is shown before the frames. */
  iconType: 'info' | 'alert' | undefined;
  /** How long the icon of the type is shown. */
  iconTypeDuration: number;
  /** In the order in which they are shown. */
  frames: readonly ShownFrame[];
  cycleDuration: number;
  /** Sign and all cycles; Infinity if it stays until dismissed. */
  duration: number;
}

/** Pixels row by row, three bytes each. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8ClampedArray;
}

const ICON_SIZE = 8;
const STILL_MS = 3000;
const ICON_TYPE_MS = 1500;
/** Others guess 11 to 22 columns a second. */
const MS_PER_COLUMN = 60;
/** How long a text that scrolls stands before it starts. */
const REST_MS = 1000;

const WHITE: Rgb = [255, 255, 255];
const DIM: Rgb = [64, 64, 64];
const BLACK: Rgb = [0, 0, 0];
const ICON_TYPE_COLOURS = { info: [64, 160, 255], alert: [255, 64, 48] } as const;

/** The display of a model as the clock itself names it: `LM 37X8`, `sa8`, `sa5`. */
export function screenOf(model: string): Screen {
  // SKY: as its state says since firmware 3.2; with 3.0 it is 64x8.
  const [width, height] = model === 'sa5' ? [16, 16] : [37, 8];
  return { width, height, measured: model === 'LM 37X8' };
}

/** Lays a notification out in time. */
export function layOut(notification: ScreenNotification, screen: Screen): Show {
  const { icon_type: iconType } = notification;
  const { frames, cycles } = notification.model;
  let cycleDuration = 0;
  const shown = frames.map((frame) => {
    const textWidth = widthOf(glyphs(textOf(frame)));
    const { width: room } = textArea(frame, screen);
    const scrolls = textWidth > room;
    const natural = scrolls ? REST_MS + textWidth * MS_PER_COLUMN : STILL_MS;
    const duration = frame.duration ?? natural;
    const start = cycleDuration;
    cycleDuration += duration;
    return { frame, start, duration, textWidth, room, scrolls };
  });
  const hasIconType = iconType === 'info' || iconType === 'alert';
  const iconTypeDuration = hasIconType ? ICON_TYPE_MS : 0;
  const times = cycles ?? 1;
  return {
    screen,
    iconType: hasIconType ? iconType : undefined,
    iconTypeDuration,
    frames: shown,
    cycleDuration,
    duration: times === 0 ? Infinity : iconTypeDuration + times * cycleDuration,
  };
}

/** The frame that is shown so many milliseconds after the beginning; undefined during the icon of the type and after the end. */
export function frameAt(show: Show, time: number): ShownFrame | undefined {
  if (time < show.iconTypeDuration || time >= show.duration || show.cycleDuration <= 0) return undefined;
  const inCycle = (time - show.iconTypeDuration) % show.cycleDuration;
  return [...show.frames].reverse().find(({ start }) => start <= inCycle);
}

/** Draws what is seen so many milliseconds after the beginning. After the end it is dark. */
export function draw(show: Show, time: number, icons: Icons): Pixels {
  const { width, height } = show.screen;
  const canvas: Pixels = { width, height, rgb: new Uint8ClampedArray(width * height * 3) };
  const shown = frameAt(show, time);
  if (shown) {
    const inFrame = ((time - show.iconTypeDuration) % show.cycleDuration) - shown.start;
    drawFrame(canvas, shown, show.screen, inFrame, icons);
  } else if (show.iconType && time < show.iconTypeDuration) {
    drawIconType(canvas, show.iconType, show.screen);
  }
  return canvas;
}

function drawFrame(canvas: Pixels, shown: ShownFrame, screen: Screen, time: number, icons: Icons): void {
  const { frame } = shown;
  if (frame.chartData) {
    drawChart(canvas, frame.chartData, screen);
    return;
  }
  if (hasIcon(frame)) {
    const { pixels } = pictureAt(icons(String(frame.icon)) ?? [PLACEHOLDER], time);
    const x = isTall(screen) ? Math.floor((screen.width - ICON_SIZE) / 2) : 0;
    pixels.forEach((colour, index) =>
      setPixel(canvas, x + (index % ICON_SIZE), Math.floor(index / ICON_SIZE), colour),
    );
  }
  const area = textArea(frame, screen);
  const columns = columnsOf(glyphs(textOf(frame)));
  const left = shown.scrolls
    ? -Math.floor(Math.max(0, time - REST_MS) / MS_PER_COLUMN)
    : Math.floor((area.width - columns.length) / 2);
  columns.forEach((rows, index) => {
    const x = left + index;
    if (x < 0 || x >= area.width) return;
    rows.forEach((lit, row) => {
      if (lit) setPixel(canvas, area.x + x, area.y + row, WHITE);
    });
  });
  if (frame.goalData) drawGoal(canvas, frame.goalData, area);
}

/** Columns from `x` on, `width` of them; rows from `y` on. */
interface Area {
  x: number;
  y: number;
  width: number;
}

/** Beside the icon with a dark column between, or below it where there is room. Without an icon: all columns. */
function textArea(frame: ScreenFrame, screen: Screen): Area {
  const y = isTall(screen) ? screen.height - ICON_SIZE : 0;
  const x = hasIcon(frame) && !isTall(screen) ? ICON_SIZE + 1 : 0;
  return { x, y, width: screen.width - x };
}

const isTall = ({ height }: Screen): boolean => height >= 2 * ICON_SIZE;

const hasIcon = ({ icon }: ScreenFrame): boolean => icon !== undefined && icon !== null && icon !== '';

/** The letters that a frame shows; empty for a chart. */
export function textOf({ text, goalData, chartData }: ScreenFrame): string {
  if (chartData) return '';
  return goalData && !text ? `${goalData.current}${goalData.unit ?? ''}` : (text ?? '');
}

/** All columns of a text, with a dark one between two letters. */
function columnsOf(letters: readonly Glyph[]): Glyph {
  return letters.flatMap((glyph, index) => (index === 0 ? glyph : [[], ...glyph]));
}

/** The number of columns, which are not made only to be counted: a message may bring a text of a megabyte. */
function widthOf(letters: readonly Glyph[]): number {
  return letters.reduce((sum, { length }) => sum + length, Math.max(0, letters.length - 1));
}

/** The last row: the share that is reached is lit, the rest a quarter as bright. */
function drawGoal(canvas: Pixels, goal: NonNullable<ScreenFrame['goalData']>, area: Area): void {
  const { start, current, end } = goal;
  const share = end === start ? 1 : Math.min(1, Math.max(0, (current - start) / (end - start)));
  const lit = Math.round(share * area.width);
  for (let x = 0; x < area.width; x += 1) {
    setPixel(canvas, area.x + x, area.y + ICON_SIZE - 1, x < lit ? WHITE : DIM);
  }
}

/** Bars of equal width, the highest as high as the display. A chart keeps the place of the icon dark. */
function drawChart(canvas: Pixels, values: readonly number[], screen: Screen): void {
  const left = isTall(screen) ? 0 : ICON_SIZE + 1;
  const room = screen.width - left;
  const shown = values.slice(-room);
  const highest = Math.max(...shown);
  for (let x = 0; x < room; x += 1) {
    const value = shown[Math.floor((x * shown.length) / room)] ?? 0;
    const height = Math.round((Math.max(0, value) / highest) * screen.height);
    for (let row = 1; row <= height; row += 1) setPixel(canvas, left + x, screen.height - row, WHITE);
  }
}

/** An `i` or a `!` in the middle. */
function drawIconType(canvas: Pixels, iconType: 'info' | 'alert', { width, height }: Screen): void {
  const rows = iconType === 'info' ? [1, 3, 4, 5, 6] : [1, 2, 3, 4, 6];
  const x = Math.floor(width / 2) - 1;
  const y = Math.floor((height - ICON_SIZE) / 2);
  for (const row of rows) {
    setPixel(canvas, x, y + row, ICON_TYPE_COLOURS[iconType]);
    setPixel(canvas, x + 1, y + row, ICON_TYPE_COLOURS[iconType]);
  }
}

/** The picture of a movie at a time; it starts again at its end. */
function pictureAt(pictures: readonly IconPicture[], time: number): IconPicture {
  const length = pictures.reduce((sum, { delay }) => sum + delay, 0);
  let left = length > 0 ? time % length : 0;
  for (const picture of pictures) {
    if (left < picture.delay) return picture;
    left -= picture.delay;
  }
  return pictures[0] ?? PLACEHOLDER;
}

/** For an icon that does not exist: a dim frame. */
const PLACEHOLDER: IconPicture = {
  pixels: Array.from({ length: ICON_SIZE * ICON_SIZE }, (_, index) => {
    const [x, y] = [index % ICON_SIZE, Math.floor(index / ICON_SIZE)];
    const onEdge =
      [x, y].some((place) => place === 1 || place === 6) && [x, y].every((place) => place >= 1 && place <= 6);
    return onEdge ? DIM : BLACK;
  }),
  delay: 0,
};

function setPixel({ width, rgb }: Pixels, x: number, y: number, colour: Rgb): void {
  rgb.set(colour, (y * width + x) * 3);
}
