/** The edit dialog of a notify node, as its user handles it. */
import type { Locator } from 'playwright-core';
import type { EditorPage } from './editor-page';

export class NotifyForm {
  constructor(readonly editor: EditorPage) {}

  get preview(): Locator {
    return this.editor.page.locator('#lametric-notify-preview');
  }
  get display(): Locator {
    return this.preview.getByRole('img');
  }
  get frames(): Locator {
    return this.editor.page.locator('#lametric-notify-frames > li');
  }
  get addFrame(): Locator {
    return this.editor.page.getByRole('button', { name: 'Add a frame' });
  }
  get summary(): Locator {
    return this.editor.page.locator('#lametric-notify-summary');
  }
  get showNow(): Locator {
    return this.editor.page.locator('#lametric-notify-now');
  }
  get said(): Locator {
    return this.editor.page.locator('#lametric-notify-said');
  }

  async level(level: 'quiet' | 'normal' | 'important' | 'alarm'): Promise<void> {
    await this.editor.page.check(`[name="lametric-notify-level"][value="${level}"]`);
  }

  async openMore(): Promise<void> {
    await this.editor.page.locator('#lametric-notify-more summary').click();
  }

  /** Waits until the preview says so. */
  async says(text: string): Promise<void> {
    await this.preview.getByText(text).waitFor();
  }

  /** The LEDs that are lit bright, as lines of `#` and `.`. */
  litLeds(): Promise<string> {
    return this.display.evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The preview is no canvas');
      const pitch = 16;
      const [width, height] = [canvas.width / pitch, canvas.height / pitch];
      const context = canvas.getContext('2d');
      const rows = Array.from({ length: height }, (_, y) =>
        Array.from({ length: width }, (__, x) => {
          const [red = 0] = context?.getImageData((x + 0.5) * pitch, (y + 0.5) * pitch, 1, 1).data ?? [];
          return red > 200 ? '#' : '.';
        }).join(''),
      );
      return rows.join('\n');
    });
  }
}

/** A notify node for a flow. */
export function notifyNode(properties: Record<string, unknown> = {}) {
  return {
    id: 'notify',
    type: 'lametric notify',
    z: 'flow',
    x: 200,
    y: 100,
    name: '',
    device: 'clock-1',
    frames: [{ type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null }],
    priority: 'info',
    iconType: 'none',
    sound: '',
    repeat: 1,
    cycles: 1,
    lifetime: '',
    refused: 'error',
    replace: false,
    ended: false,
    outputs: 1,
    wires: [[]],
    ...properties,
  };
}

/** The properties of a notify node as the editor has them. */
export function notifyProperties({ page }: EditorPage, id = 'notify'): Promise<Record<string, unknown>> {
  return page.evaluate((nodeId) => {
    const node = window.RED.nodes.node(nodeId) ?? {};
    const names = 'frames priority iconType sound repeat cycles lifetime refused replace ended outputs valid';
    return Object.fromEntries(names.split(' ').map((name) => [name, node[name]]));
  }, id);
}
