import './dialog.css';
import { clockFailureText, failureOf, request, tryRequest } from '../../../editor/admin-api';
import { clockModel, clockPath } from '../../../editor/clock-facts';
import { clocksRow } from '../../../editor/clocks/row';
import {
  type Kind,
  chosenNode,
  field,
  markUnread,
  millisecondsIn,
  numberIn,
  secondsOf,
  showLines,
} from '../../../editor/fields';
import { VARIABLE_TYPES, makeAccessible, typedSource } from '../../../editor/form';
import { pickerType } from '../../../editor/picker/picker';
import { preview } from '../../../editor/preview/preview';
import { commonText, textOf } from '../../../editor/text';
import type { SavedFrame } from '../../../frames/frame';
import { needsExample, sources } from '../../../frames/editor/contents';
import { FrameList } from '../../../frames/editor/list';
import { complaintText } from '../../../frames/editor/problems';
import { iconPictures } from '../../../icons/editor/icon-pictures';
import { MAX_FRAMES } from '../../../lametric/clock/types';
import { isObject } from '../../../lametric/guards';
import type { MyDataProperties } from '../properties';
import { type Draft, composeDraft } from './draft';
import { KeyList } from './key-list';
import { type PreviewedKey, countFrames, readKeys, withOwn } from './keys';
import { widgetSource } from './widgets';

const text = textOf('my-data');

/** Is read at a glance, in every language. */
const TEST_FRAMES = [{ text: 'Test' }];

/** The field for seconds; the node has milliseconds. */
const LIFETIME = 'lametric-my-data-lifetime';

/** Node-RED tells under it that the app of a clock shows something else. */
const TOPIC = 'lametric-device/+/my-data';

/** The edit dialog, from its opening until it is saved or cancelled. */
export class MyDataDialog {
  /** The id of the node. */
  readonly #id: string;
  readonly #form = $('.lametric-my-data').last();
  /** The field with the clock that the form asks. */
  readonly #clock = clocksRow(this.#form);
  readonly #preview: ReturnType<typeof preview>;
  readonly #frames: FrameList;
  readonly #keys: KeyList;
  /** The answer about all keys of the clock, unchecked. */
  #answer: unknown;
  /** How many times it was asked for. */
  #readings = 0;
  /** As the clock calls it. */
  #model: string | undefined;
  /** Whether what is said is about the widgets: only that goes when they are known. */
  #isAboutWidgets = false;
  /** The clock that these are of; `undefined` once the dialog is closed. */
  #device: string | undefined = '';

  constructor(id: string, { frames, lifetime }: MyDataProperties) {
    this.#id = id;
    $('#node-input-key').typedInput({
      types: ['msg', 'str', ...VARIABLE_TYPES.filter((type) => type !== 'msg')],
      typeField: '#node-input-keyType',
    });
    const widget = $('#node-input-widget');
    const source = widgetSource(this.#clock, (count) => this.#takeWidgets(count));
    widget.typedInput({ types: [pickerType(widget, source)] });
    $(`#${LIFETIME}`).val(secondsOf(lifetime));
    this.#preview = preview($('#lametric-my-data-preview'), iconPictures);
    this.#keys = new KeyList(
      $('#lametric-my-data-keys'),
      (key) => this.#nameOf(key),
      (key) => void this.#remove(key),
      $('#lametric-my-data-test'),
    );
    this.#frames = new FrameList($('#lametric-my-data-frames'), frames);
    this.#frames.onChange = (index) => this.#show(index);
    makeAccessible(this.#form);
    markUnread(this.#form);
    this.#listen();
    this.#say(undefined);
    this.#takeWidgets(undefined);
  }

  close(): void {
    this.#device = undefined;
    RED.comms.unsubscribe(TOPIC, this.#takeNews);
    this.#preview.close();
  }

  /** The properties that Node-RED would not read correctly from the fields. */
  get saved(): Record<'position' | 'lifetime', number | string> & { frames: SavedFrame[] } {
    const position = numberIn(field('node-input-position'));
    return { frames: this.#frames.saved, position, lifetime: millisecondsIn(field(LIFETIME)) };
  }

  get #draft(): Draft {
    const lifetime = millisecondsIn(field(LIFETIME));
    return {
      frames: this.#frames.frames,
      // An empty field is no 0.
      position: Number(field('node-input-position').trim() || NaN),
      lifetime: lifetime === '' ? '' : Number(lifetime),
    };
  }

  /** The key that the form says, the node's id where it is empty; `undefined` where only a message tells it. */
  get #key(): string | undefined {
    const input = $('#node-input-key');
    const key = { value: input.typedInput('value'), valueType: input.typedInput('type') };
    return needsExample(key) ? undefined : key.value || this.#id;
  }

  /** The widgets of which the keys are shown. */
  get #widget() {
    return readKeys(this.#answer, field('node-input-widget'));
  }

  readonly #takeNews = (topic: string): void => {
    const [, device = ''] = topic.split('/');
    if (device === this.#device) void this.#loadKeys(device);
  };

  #listen(): void {
    RED.comms.subscribe(TOPIC, this.#takeNews);
    this.#clock.on('change', () => void this.#takeClock());
    $('#node-input-widget, #node-input-key').on('change', () => this.#show());
    $(`#node-input-position, #${LIFETIME}`).on('input', () => this.#show());
    $('#lametric-my-data-test').on('click', () => void this.#test());
    $('#lametric-my-data-answers button').on('click', (event) => {
      if ($(event.currentTarget).val() === 'yes') this.#say('good', text('test.seen'));
      else this.#explainSetup(text('test.not-seen'));
      $('#lametric-my-data-test').trigger('focus');
    });
  }

  /** @param count of the widgets; `undefined` while it is not known */
  #takeWidgets(count: number | undefined): void {
    if (this.#device === undefined) return;
    const chosen = field('node-input-widget');
    $('#lametric-my-data-widget').toggle(chosen !== '' || (count ?? 0) > 1);
    const isOpen = count !== undefined && count > 1 && chosen === '';
    if (count === 0) this.#explainSetup(text('test.missing'));
    else if (isOpen) this.#say(undefined, text('test.several'));
    else if (this.#isAboutWidgets) this.#say(undefined);
    this.#isAboutWidgets = count === 0 || isOpen;
  }

  /** @param frame the index of the one that has changed */
  #show(frame?: number): void {
    const { position } = this.#draft;
    const { shown, complaints } = composeDraft(this.#draft, this.#frames.examples, sources());
    const own = { node: this.#id, key: this.#key, position, frames: shown };
    const keys = withOwn(this.#widget?.keys ?? [], own);
    this.#keys.show(keys);
    const before = keys
      .slice(
        0,
        keys.findIndex(({ isDraft }) => isDraft),
      )
      .flatMap(({ frames }) => frames);
    const changed = frame === undefined ? undefined : before.length + frame;
    this.#preview.show({ model: { frames: keys.flatMap(({ frames }) => frames) } }, this.#model, changed);
    // Quietly: the user may just be typing it.
    showLines($('#lametric-my-data-complaints'), undefined, [
      ...complaints.map((complaint) => complaintText(complaint, commonText)),
      ...frameCountProblem(keys),
    ]);
  }

  #nameOf({ key, isDraft }: PreviewedKey): string {
    const input = $('#node-input-key');
    const value = input.typedInput('value');
    if (isDraft && value !== '') return typedSource(value, input.typedInput('type'));
    // Other nodes that have no key of their own.
    const node: unknown = RED.nodes.node(key);
    return isObject(node) && node.type === 'lametric my data' ? RED.utils.getNodeLabel(node) : key;
  }

  async #takeClock(): Promise<void> {
    const device = chosenNode(this.#clock);
    // The clock before is not asked any more: what it says is nobody's.
    if (device !== this.#device) this.#say(undefined);
    this.#device = device;
    this.#answer = undefined;
    const [model] = await Promise.all([clockModel(device), this.#loadKeys(device)]);
    if (device !== this.#device) return;
    this.#model = model;
    this.#show();
  }

  async #loadKeys(device: string): Promise<void> {
    const reading = ++this.#readings;
    const answer = device === '' ? undefined : await tryRequest(`${clockPath(device)}/my-data`);
    // Answers may overtake each other.
    if (device !== this.#device || reading !== this.#readings) return;
    this.#answer = answer ?? this.#answer;
    this.#show();
  }

  async #remove(key: string): Promise<void> {
    const [device, widget] = [this.#device, this.#widget?.widget];
    if (device === undefined || widget === undefined) return;
    try {
      await request(`${clockPath(device)}/my-data/remove`, { widget, key });
    } catch (error) {
      if (device === this.#device) this.#say('warning', clockFailureText(failureOf(error), commonText));
    }
    if (device === this.#device) await this.#loadKeys(device);
  }

  async #test(): Promise<void> {
    const device = chosenNode(this.#clock);
    if (device === '') {
      this.#say('warning', text('test.no-clock'));
      return;
    }
    this.#say('busy', text('test.sending'));
    try {
      await request(`${clockPath(device)}/my-data`, {
        widget: field('node-input-widget'),
        frames: TEST_FRAMES,
      });
      // By now, the dialog may be closed, or ask another clock.
      if (device !== this.#device) return;
      this.#say(undefined, text('test.question'));
      $('#lametric-my-data-answers').show();
    } catch (error) {
      if (device !== this.#device) return;
      const failure = failureOf(error);
      const said = clockFailureText(failure, commonText);
      if (failure.code === 'NOT_FOUND') this.#explainSetup(said);
      else this.#say('warning', said);
    }
  }

  #explainSetup(why: string): void {
    this.#say('warning', why);
    $('#lametric-my-data-setup').show();
  }

  #say(kind: Kind, ...lines: string[]): void {
    this.#isAboutWidgets = false;
    showLines($('#lametric-my-data-said'), kind, lines);
    $('#lametric-my-data-answers, #lametric-my-data-setup').hide();
  }
}

/** A hint that the app would have more frames than it shows. */
function frameCountProblem(keys: readonly PreviewedKey[]): string[] {
  const count = countFrames(keys);
  return count > MAX_FRAMES ? [text('invalid.too-many', { count, max: MAX_FRAMES })] : [];
}
