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
import { findUndrawn } from '../../lametric/display/characters';
import { showLines } from '../fields';
import { commonText } from '../text';
import { Leds } from './leds';
import { contentText, fitText, undrawnText } from './words';

/**
 * Shows a notification as the clock will show it, over and over, and in words how it fits.
 * @param element is filled with it
 * @param icons finds the pictures of icons
 */
export function preview(element: JQuery, icons: Icons) {
  const leds = new Leds();
  const fit = $('<span>', { class: 'lametric-preview-fit' });
  const approximate = $('<span>', { class: 'lametric-preview-approximate' });
  approximate.text(commonText('display.approximate'));
  const undrawn = $('<div>', { class: 'lametric-preview-undrawn', role: 'status' });
  const button = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' });
  let show: Show | undefined;
  /** The last layout: it goes on if nothing has changed. */
  let laidOut = '';
  /** When the first round began, in milliseconds. */
  let start = 0;
  /** Where it stands, in milliseconds from the beginning; undefined while it runs. */
  let stand = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : undefined;

  /** Where it is now, in milliseconds from the beginning. */
  const timeNow = () => stand ?? performance.now() - start;
  const go = (time: number) => {
    if (stand === undefined) start = performance.now() - time;
    else stand = time;
  };
  const labelButton = () => {
    const [label, icon] =
      stand === undefined
        ? [commonText('display.pause'), 'fa-pause']
        : [commonText('display.play'), 'fa-play'];
    button
      .attr({ 'aria-label': label, title: label })
      .empty()
      .append($('<i>', { class: `fa ${icon}`, 'aria-hidden': true }));
  };
  const toggle = () => {
    const time = timeNow();
    stand = stand === undefined ? time : undefined;
    go(time);
    labelButton();
  };
  const drawNow = () => {
    tick = requestAnimationFrame(drawNow);
    if (show === undefined) return;
    // The sign comes in each round, so that it is seen.
    const time = timeNow() % (show.iconTypeDuration + show.cycleDuration || 1);
    leds.draw(draw(show, time, icons));
    const words = wordsOf(show, time);
    if (fit.text() !== words) fit.text(words);
  };

  const texts = $('<div>').append(fit, ' ', approximate);
  const words = $('<div>', { class: 'lametric-preview-words' }).append(texts, button);
  element
    .addClass('lametric-preview')
    .attr({ role: 'group', 'aria-label': commonText('display.label') })
    .append(leds.canvas, words, undrawn);
  button.on('click', toggle);
  labelButton();
  let tick = requestAnimationFrame(drawNow);

  return {
    close: () => cancelAnimationFrame(tick),
    /**
     * @param model as the clock calls it; undefined while it is not known
     * @param frame is shown first: the index of the one that has changed. Default: from the beginning
     */
    show(notification: ScreenNotification, model: string | undefined, frame?: number): void {
      const screen = screenOf(model ?? 'LM 37X8');
      const laying = JSON.stringify([notification, screen]);
      if (laying === laidOut) return;
      laidOut = laying;
      const { icon_type, model: shown } = notification;
      show = layOut({ icon_type: icon_type ?? null, model: { ...shown, cycles: 0 } }, screen);
      const changed = frame === undefined ? undefined : show.frames[frame];
      go(changed === undefined ? 0 : show.iconTypeDuration + changed.start);
      leds.fit(screen);
      leds.canvas.setAttribute('aria-label', contentText(shown.frames, commonText));
      approximate.toggle(!screen.measured);
      const characters = findUndrawn(shown.frames);
      showLines(undrawn, 'warning', characters.length > 0 ? [undrawnText(characters, commonText)] : []);
    },
  };
}

function wordsOf(show: Show, time: number): string {
  const count = show.frames.length;
  const shown = frameAt(show, time) ?? show.frames[0];
  if (shown === undefined) return '';
  const fit = fitText(shown, commonText);
  if (count === 1) return fit;
  return commonText('display.frame', { number: show.frames.indexOf(shown) + 1, count, fit });
}
