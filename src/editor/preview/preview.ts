import './preview.css';
import {
  type Icons,
  type ScreenNotification,
  type Show,
  draw,
  frameAt,
  layOut,
  screenOf,
} from '../../lametric/display/screen';
import { commonText } from '../text';
import { Leds } from './leds';
import { contentText, fitText } from './words';

/** A notification as the clock will show it, over and over, and in words how it fits. */
export class Preview {
  readonly #icons: Icons;
  readonly #leds = new Leds();
  readonly #fit = $('<span>', { class: 'lametric-preview-fit' });
  readonly #approximate = $('<div>', { class: 'lametric-preview-approximate' }).text(
    commonText('display.approximate'),
  );
  readonly #button = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' });
  #show: Show | undefined;
  /** The last layout: it goes on if nothing has changed. */
  #laidOut = '';
  /** When the first round began, in milliseconds. */
  #start = 0;
  /** Where it stands, in milliseconds from the beginning; undefined while it runs. */
  #stand: number | undefined;
  #tick: number;

  /**
   * @param element is filled with it
   * @param icons finds the pictures of icons
   */
  constructor(element: JQuery, icons: Icons) {
    this.#icons = icons;
    const words = $('<div>', { class: 'lametric-preview-words' }).append(this.#fit, this.#button);
    element
      .addClass('lametric-preview')
      .attr({ role: 'group', 'aria-label': commonText('display.label') })
      .append(this.#leds.canvas, words, this.#approximate);
    this.#stand = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : undefined;
    this.#button.on('click', () => this.#toggle());
    this.#labelButton();
    this.#tick = requestAnimationFrame(() => this.#draw());
  }

  close(): void {
    cancelAnimationFrame(this.#tick);
  }

  /**
   * @param model as the clock calls it; undefined while it is not known
   * @param frame is shown first: the index of the one that has changed. Default: from the beginning
   */
  show(notification: ScreenNotification, model: string | undefined, frame?: number): void {
    const screen = screenOf(model ?? 'LM 37X8');
    const laidOut = JSON.stringify([notification, screen]);
    if (laidOut === this.#laidOut) return;
    this.#laidOut = laidOut;
    const { icon_type, model: shown } = notification;
    const show = layOut({ icon_type: icon_type ?? null, model: { ...shown, cycles: 0 } }, screen);
    this.#show = show;
    const changed = frame === undefined ? undefined : show.frames[frame];
    this.#go(changed === undefined ? 0 : show.iconTypeDuration + changed.start);
    this.#leds.fit(screen);
    this.#leds.canvas.setAttribute('aria-label', contentText(shown.frames, commonText));
    this.#approximate.toggle(!screen.measured);
  }

  /** Where it is now, in milliseconds from the beginning. */
  get #time(): number {
    return this.#stand ?? performance.now() - this.#start;
  }

  #go(time: number): void {
    if (this.#stand === undefined) this.#start = performance.now() - time;
    else this.#stand = time;
  }

  #toggle(): void {
    const time = this.#time;
    this.#stand = this.#stand === undefined ? time : undefined;
    this.#go(time);
    this.#labelButton();
  }

  #labelButton(): void {
    const [label, icon] =
      this.#stand === undefined
        ? [commonText('display.pause'), 'fa-pause']
        : [commonText('display.play'), 'fa-play'];
    this.#button
      .attr({ 'aria-label': label, title: label })
      .empty()
      .append($('<i>', { class: `fa ${icon}`, 'aria-hidden': true }));
  }

  #draw(): void {
    this.#tick = requestAnimationFrame(() => this.#draw());
    const show = this.#show;
    if (show === undefined) return;
    // The sign comes in each round, so that it is seen.
    const time = this.#time % (show.iconTypeDuration + show.cycleDuration || 1);
    this.#leds.draw(draw(show, time, this.#icons));
    const words = this.#words(show, time);
    if (this.#fit.text() !== words) this.#fit.text(words);
  }

  #words(show: Show, time: number): string {
    const count = show.frames.length;
    const shown = frameAt(show, time) ?? show.frames[0];
    if (shown === undefined) return '';
    const fit = fitText(shown, commonText);
    if (count === 1) return fit;
    return commonText('display.frame', { number: show.frames.indexOf(shown) + 1, count, fit });
  }
}
