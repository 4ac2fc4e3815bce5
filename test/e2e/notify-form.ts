/** The edit dialog of a notify node, as its user handles it. */
import type { Locator } from 'playwright-core';
import type { EditorPage } from './editor-page';

declare global {
  interface Window {
    stoppedAt: number;
  }
}

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

  /** Waits until this is what the preview shows, in words for screen readers. */
  async contains(text: string): Promise<void> {
    await this.preview.getByRole('img', { name: `The clock shows: ${text}`, exact: true }).waitFor();
  }

  /** Stops the time of the preview, where nothing else goes by this clock. */
  async stopTime(): Promise<void> {
    await this.editor.page.evaluate(() => {
      // Whole, so that a difference of times is exact.
      window.stoppedAt = Math.ceil(performance.now());
      performance.now = () => window.stoppedAt;
    });
  }

  /** Lets it go on. */
  async startTime(): Promise<void> {
    await this.editor.page.evaluate(() => Reflect.deleteProperty(performance, 'now'));
  }

  /** Sets the time of the preview. @param time milliseconds since it was stopped */
  async passTime(time: number): Promise<void> {
    await this.editor.page.evaluate((passed) => {
      const now = window.stoppedAt + passed;
      performance.now = () => now;
    }, time);
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
