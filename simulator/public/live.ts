/** The live page: draws the state that the simulator sends after every change. All of it is inserted as text, never as HTML. */
import { ClockCard } from './clock-card';
import { element, fill } from './elements';
import type { ClockView, LogEntry } from './view';

const LOG_LENGTH = 12;

interface State {
  clocks: ClockView[];
  kinds: string[];
  log: LogEntry[];
}

const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
const cards = new Map<number, ClockCard>();

const events = new EventSource('/simulator/events');
events.addEventListener('open', () => showLink(true));
events.addEventListener('error', () => showLink(false));
events.addEventListener('message', ({ data }: MessageEvent<string>) => {
  const state: State = JSON.parse(data);
  showClocks(state);
  showLog(state);
});

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-post]')) {
  button.addEventListener('click', () => {
    const posts = (button.dataset['post'] ?? '').split(' ').map((path) => fetch(path, { method: 'POST' }));
    Promise.all(posts).then(
      () => (byId('done').textContent = button.dataset['done'] ?? ''),
      () => (byId('done').textContent = 'The simulator does not answer.'),
    );
  });
}

function animate(): void {
  for (const card of cards.values()) card.draw();
  if (!still) requestAnimationFrame(animate);
}
animate();
// With reduced motion, frames still follow each other.
if (still) setInterval(animate, 1000);

function showLink(live: boolean): void {
  byId('link').textContent = live ? 'live' : 'not running';
  byId('link').classList.toggle('lost', !live);
}

function showClocks({ clocks, kinds }: State): void {
  for (const clock of clocks) {
    let card = cards.get(clock.id);
    if (!card) {
      card = new ClockCard(clock, kinds);
      cards.set(clock.id, card);
      byId('clocks').append(card.item);
    }
    card.show(clock);
  }
}

function showLog({ clocks, log }: State): void {
  const all = [
    ...log.map((entry) => ({ ...entry, to: 'cloud' })),
    ...clocks.flatMap(({ name, log: own }) => own.map((entry) => ({ ...entry, to: name }))),
  ];
  const latest = all.sort((a, b) => b.time - a.time).slice(0, LOG_LENGTH);
  byId('quiet').hidden = latest.length > 0;
  fill(
    byId('log'),
    latest.map(({ time, to, method, path, status }) =>
      element('tr', {}, [
        element('td', { className: 'time', textContent: new Date(time).toLocaleTimeString() }),
        element('td', { className: 'to', textContent: to }),
        element('td', { textContent: method }),
        element('td', { className: 'path', textContent: path }),
        element('td', {
          className: status !== undefined && status < 400 ? 'ok' : 'failed',
          textContent: String(status ?? 'no answer'),
        }),
      ]),
    ),
  );
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}`);
  return found;
}
