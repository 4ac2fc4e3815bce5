import './dialog.css';
import { clockFailureText, failureOf, request } from '../../../editor/admin-api';
import { clockModel, clockPath } from '../../../editor/clock-facts';
import { clocksIn, clocksRow } from '../../../editor/clocks/row';
import { preview } from '../../../editor/preview/preview';
import {
  type Kind,
  chosenNode,
  disable,
  field,
  markUnread,
  millisecondsIn,
  numberIn,
  secondsOf,
  showLines,
} from '../../../editor/fields';
import { VARIABLE_TYPES, makeAccessible, typedSource } from '../../../editor/form';
import type { Complaint } from '../../../frames/complaint';
import { type SavedFrame, completeFrame } from '../../../frames/frame';
import { isFromEnvironment, sources } from '../../../frames/editor/contents';
import { FrameList } from '../../../frames/editor/list';
import { complaintText } from '../../../frames/editor/problems';
import { iconPictures } from '../../../icons/editor/icon-pictures';
import { pickerType } from '../../../editor/picker/picker';
import { commonText, textOf } from '../../../editor/text';
import { ICON_TYPES, PRIORITIES } from '../../../lametric/clock/notification';
import { hasEmptyText } from '../compose';
import { DEFAULTS, type NotifyProperties } from '../properties';
import { type Emphasis, LEVELS, emphasisOf, levelOf } from './levels';
import { type Draft, composeDraft } from './notification';
import { quietLines } from './quiet';
import { ServedSound, trySound } from './served-sound';
import { builtInSource, soundName, soundSource } from './sounds';

const text = textOf('notify');

/** The field for seconds; the node has milliseconds. */
const LIFETIME = 'lametric-notify-lifetime';

/** How long a sound that is tried is shown, in milliseconds. */
const TRIAL = 2000;

/** The edit dialog, from its opening until it is saved or cancelled. */
export class NotifyDialog {
  readonly #form = $('.lametric-notify');
  /** The field with the clock that the form asks. */
  readonly #clock = clocksRow(this.#form);
  readonly #preview: ReturnType<typeof preview>;
  readonly #frames: FrameList;
  readonly #served = new ServedSound();
  /** As the clock calls it. */
  #model: string | undefined;
  /** The clock whose model that is; `undefined` once the dialog is closed. */
  #device: string | undefined = '';

  constructor({ frames, lifetime }: NotifyProperties) {
    const sound = $('#node-input-sound');
    const picker = pickerType(sound, soundSource());
    sound.typedInput({ types: [picker, ...VARIABLE_TYPES], typeField: '#node-input-soundType' });
    const fallback = $('#node-input-fallback');
    fallback.typedInput({ types: [pickerType(fallback, builtInSource())] });
    $(`#${LIFETIME}`).val(secondsOf(lifetime));
    $('#lametric-notify-more').prop('open', levelOf(this.#emphasis) === undefined);
    this.#preview = preview($('#lametric-notify-preview'), iconPictures);
    this.#frames = new FrameList($('#lametric-notify-frames'), frames);
    this.#frames.onChange = (index) => this.#takeChange(index);
    makeAccessible(this.#form);
    markUnread(this.#form);
    this.#listen();
    this.#showEmphasis();
  }

  close(): void {
    this.#device = undefined;
    this.#preview.close();
  }

  /** The properties that Node-RED would not read correctly from the fields. */
  get saved(): Record<'repeat' | 'cycles' | 'lifetime', number | string> & { frames: SavedFrame[] } {
    const [repeat, cycles] = [numberIn(field('node-input-repeat')), numberIn(field('node-input-cycles'))];
    return { frames: this.#frames.saved, repeat, cycles, lifetime: millisecondsIn(field(LIFETIME)) };
  }

  get #emphasis(): Emphasis {
    return {
      priority: PRIORITIES.find((priority) => priority === field('node-input-priority')) ?? 'info',
      iconType: ICON_TYPES.find((type) => type === field('node-input-iconType')) ?? 'none',
      sound: field('node-input-sound'),
      // An empty field is no 0.
      repeat: Number(field('node-input-repeat').trim() || NaN),
      cycles: Number(field('node-input-cycles').trim() || NaN),
    };
  }

  /** Whether the sound comes with the message. */
  get #isVariable(): boolean {
    return field('node-input-soundType') !== DEFAULTS.soundType;
  }

  get #draft(): Draft {
    const lifetime = millisecondsIn(field(LIFETIME));
    return {
      ...this.#emphasis,
      frames: this.#frames.frames,
      soundType: field('node-input-soundType'),
      fallback: field('node-input-fallback'),
      lifetime: lifetime === '' ? '' : Number(lifetime),
    };
  }

  #listen(): void {
    this.#form.find('[name="lametric-notify-level"]').on('change', () => this.#takeLevel());
    const settings = ['priority', 'iconType', 'sound', 'fallback', 'repeat', 'cycles'];
    const fields = settings.map((name) => `#node-input-${name}`).join();
    this.#form.find(fields).on('input change', () => this.#showEmphasis());
    this.#clock.on('change', () => void this.#loadModel());
    $('#lametric-notify-play').on('click', () => void this.#playSound());
    $('#lametric-notify-now').on('click', () => void this.#send(this.#draft, this.#frames.examples));
    $('#node-input-ended').on('change', (event) => {
      $('#node-input-outputs').val($(event.currentTarget).prop('checked') ? 2 : 1);
    });
  }

  #takeLevel(): void {
    const chosen = this.#form.find('[name="lametric-notify-level"]:checked').val();
    const level = LEVELS.find((each) => each === chosen);
    if (level === undefined) return;
    const { sound, ...others } = emphasisOf(level, field('node-input-sound'));
    for (const [name, value] of Object.entries(others)) $(`#node-input-${name}`).val(value);
    // One that comes with the message suits all levels that have any.
    if (sound === '' || !this.#isVariable) {
      $('#node-input-sound').typedInput('type', DEFAULTS.soundType);
      $('#node-input-sound').typedInput('value', sound);
    }
    this.#showEmphasis();
  }

  /** Shows the level of the settings, and what those are. */
  #showEmphasis(): void {
    const emphasis = this.#emphasis;
    const level = levelOf(emphasis);
    for (const each of LEVELS) {
      this.#form.find(`[name="lametric-notify-level"][value="${each}"]`).prop('checked', each === level);
    }
    const { priority, iconType, sound, repeat, cycles } = emphasis;
    const parts = [
      text(`priority.${priority}`),
      iconType === 'none' ? '' : text('summary.icon-type', { type: text(`icon-type.${iconType}`) }),
      sound === '' ? text('sound.none') : `${this.#soundName} (${timesText(repeat)})`,
      text('summary.shown', { times: timesText(cycles) }),
    ];
    $('#lametric-notify-summary').text(parts.filter(Boolean).join(' · '));
    const isSilent = !this.#isVariable && (sound === '' || isFromEnvironment(sound));
    const title = text(this.#isVariable ? 'button.try-sound' : 'button.play');
    disable($('#lametric-notify-play'), isSilent).attr({ title, 'aria-label': title });
    void this.#showServed();
    this.#takeChange();
  }

  get #soundName(): string {
    const { sound } = this.#emphasis;
    return this.#isVariable ? typedSource(sound, field('node-input-soundType')) : soundName(sound, text);
  }

  #showServed(): Promise<void> {
    return this.#served.show(this.#isVariable ? chosenNode(this.#clock) : undefined);
  }

  /** @param frame the index of the one that has changed */
  #takeChange(frame?: number): void {
    const { composed } = this.#show(frame);
    // Quietly: the user may just be typing it.
    this.#say(undefined, ...composed.complaints.map(inWords));
  }

  #show(frame?: number) {
    const made = composeDraft(this.#draft, this.#frames.examples, sources());
    this.#preview.show(made.shown, this.#model, frame);
    return made;
  }

  /** The display is that of the chosen clock, once it is known: one that cannot be asked looks like any other. */
  async #loadModel(): Promise<void> {
    const device = chosenNode(this.#clock);
    const isAnother = device !== this.#device;
    this.#device = device;
    // The clock before is not asked any more: what it says is nobody's.
    if (isAnother) this.#takeChange();
    showLines($('#lametric-notify-quiet'), undefined, quietLines(clocksIn(this.#clock)));
    void this.#showServed();
    const model = await clockModel(device);
    if (device !== this.#device) return;
    this.#model = model;
    this.#show();
  }

  /** A clock cannot play a sound without showing something: it shows the sound's name. */
  async #playSound(): Promise<void> {
    if (this.#isVariable) {
      await this.#ask(text('served.trying'), trySound);
      return;
    }
    const { sound } = this.#emphasis;
    const value = soundName(sound, text);
    const frames = [completeFrame({ value, valueType: 'str', duration: TRIAL })];
    await this.#send({ ...DEFAULTS, priority: 'warning', sound, frames }, []);
  }

  async #send(draft: Draft, examples: readonly string[]): Promise<void> {
    const { composed } = composeDraft(draft, examples, sources());
    if (!('notification' in composed)) {
      this.#say('warning', ...composed.complaints.map(inWords));
      return;
    }
    const { notification } = composed;
    await this.#ask(text('now.sending'), async (device) => {
      await request(`${clockPath(device)}/notifications`, notification);
      return ['good', text(hasEmptyText(notification) ? 'now.empty' : 'now.sent')];
    });
  }

  /** Asks the chosen clock for something, and says what comes of that. */
  async #ask(busy: string, work: (device: string) => Promise<[kind: Kind, line: string]>): Promise<void> {
    const device = chosenNode(this.#clock);
    if (device === '') {
      this.#say('warning', text('now.no-clock'));
      return;
    }
    this.#say('busy', busy);
    let said: [kind: Kind, line: string];
    try {
      said = await work(device);
    } catch (error) {
      said = ['warning', clockFailureText(failureOf(error), commonText)];
    }
    // By now, the dialog may be closed, or ask another clock.
    if (device === this.#device) this.#say(...said);
  }

  #say(kind: Kind, ...lines: string[]): void {
    showLines($('#lametric-notify-said'), kind, lines);
  }
}

const inWords = (complaint: Complaint): string => complaintText(complaint, commonText);

function timesText(times: number): string {
  return times === 0 ? text('summary.until-dismissed') : text('summary.times', { times });
}
