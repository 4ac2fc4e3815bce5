/** The live view: draws what the simulator sends after every change. Names only ever enter it as text. */

/** Twice as fine as the real 37x8 LEDs: the browser's own fonts, with every script there is, need it. */
const ROWS = 16;
const COLUMNS = 74;
const ICON_COLUMNS = 19;
const ROOM = COLUMNS - ICON_COLUMNS;
/** Dark columns between the end of a scrolling name and its next beginning; no less than fills the display. */
const GAP = ROOM;
const FONT = '600 12px "DejaVu Sans", Verdana, sans-serif';
/** Canvas pixels from one LED to the next. */
const PITCH = 10;
const STEP_MS = 45;

/** An 8x8 clock, as the icon of every display. */
const ICON = ['..####..', '.#....#.', '#...o..#', '#...o..#', '#...ooo#', '#......#', '.#....#.', '..####..'];
const ICON_COLOURS = { '#': '#4aa8ff', o: '#ffffff' };
const OFF = '#17181b';
const AMBER = [255, 176, 32];

const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
const displays = new Map();

const element = (id) => document.getElementById(id);

const events = new EventSource('/simulator/events');
events.addEventListener('open', () => showLink(true));
events.addEventListener('error', () => showLink(false));
events.addEventListener('message', ({ data }) => {
  const { devices, log } = JSON.parse(data);
  showDevices(devices);
  showLog(log);
});

for (const button of document.querySelectorAll('button[data-post]')) {
  button.addEventListener('click', () => {
    const posts = button.dataset.post.split(' ').map((path) => fetch(path, { method: 'POST' }));
    Promise.all(posts).then(
      () => (element('done').textContent = button.dataset.done),
      () => (element('done').textContent = 'The simulator does not answer.'),
    );
  });
}

setInterval(() => {
  for (const display of displays.values()) display.scroll();
}, STEP_MS);

function showLink(live) {
  element('link').textContent = live ? 'live' : 'not running';
  element('link').classList.toggle('lost', !live);
}

function showDevices(devices) {
  const ids = new Set(devices.map(({ id }) => id));
  for (const [id, display] of displays) {
    if (!ids.has(id)) {
      display.item.remove();
      displays.delete(id);
    }
  }
  for (const device of devices) {
    if (!displays.has(device.id)) displays.set(device.id, createDisplay());
    displays.get(device.id).show(device);
  }
}

function showLog(log) {
  element('quiet').hidden = log.length > 0;
  element('log').replaceChildren(
    ...log.toReversed().map(({ at, method, path, status }) => {
      const row = document.createElement('tr');
      const cells = [
        [new Date(at).toLocaleTimeString(), 'time'],
        [method, ''],
        [path, ''],
        [status ?? 'no answer', status < 400 ? 'ok' : 'failed'],
      ];
      for (const [text, style] of cells) {
        const cell = row.insertCell();
        cell.textContent = text;
        cell.className = style;
      }
      return row;
    }),
  );
}

/** A device as a display of LEDs that shows its name, scrolling if it is too long, as the real one does. */
function createDisplay() {
  const item = document.createElement('li');
  item.className = 'device';
  const canvas = document.createElement('canvas');
  canvas.width = COLUMNS * PITCH;
  canvas.height = ROWS * PITCH;
  canvas.setAttribute('aria-hidden', 'true');
  const heading = document.createElement('h2');
  const details = document.createElement('p');
  item.append(canvas, heading, details);
  element('devices').append(item);

  const context = canvas.getContext('2d');
  let name;
  let text = [];
  let offset = 0;

  return {
    item,
    show(device) {
      details.textContent = [`id ${device.id}`, device.product_code, device.ipv4_internal]
        .filter(Boolean)
        .join(' · ');
      if (device.name === name) return;
      if (name !== undefined) {
        item.classList.add('renamed');
        setTimeout(() => item.classList.remove('renamed'), 1500);
      }
      name = device.name;
      heading.textContent = name;
      text = rasterize(name);
      offset = 0;
      this.draw();
    },
    scroll() {
      if (still || text.length <= ROOM) return;
      offset = (offset + 1) % (text.length + GAP);
      this.draw();
    },
    draw() {
      for (let row = 0; row < ROWS; row += 1) {
        for (let column = 0; column < COLUMNS; column += 1) {
          const inText = column - ICON_COLUMNS;
          const at = (inText + offset) % (text.length + GAP);
          const light = inText < 0 ? 0 : (text[at]?.[row] ?? 0);
          const colour = inText < 0 ? ICON_COLOURS[ICON[row >> 1][column >> 1]] : amber(light);
          context.fillStyle = colour ?? OFF;
          context.fillRect(column * PITCH + 1, row * PITCH + 1, PITCH - 2, PITCH - 2);
        }
      }
    },
  };
}

function amber(light) {
  return light < 0.3 ? undefined : `rgb(${AMBER.map((part) => Math.round(part * light)).join(' ')})`;
}

/** The columns of a text on the display, each a list of brightnesses from 0 to 1, top to bottom. */
function rasterize(text) {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.font = FONT;
  canvas.width = Math.max(1, Math.ceil(context.measureText(text).width));
  canvas.height = ROWS;
  // Sizing a canvas resets it.
  context.font = FONT;
  context.fillText(text, 0, ROWS - 4);
  const { data, width } = context.getImageData(0, 0, canvas.width, ROWS);
  return Array.from({ length: width }, (_, x) =>
    Array.from({ length: ROWS }, (__, y) => data[(y * width + x) * 4 + 3] / 255),
  );
}
