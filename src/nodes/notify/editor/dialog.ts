import './dialog.css';
import { failureOf, failureText, request, tryRequest } from '../../../editor/admin-api';
import { preview } from '../../../editor/preview/preview';
import { type Kind, chosenNode, disable, field, showLines } from '../../../editor/fields';
import { makeAccessible } from '../../../editor/form';
import { iconPictures } from '../../../icons/editor/icon-pictures';
import { pickerType } from '../../../editor/picker/picker';
import { commonText, textOf } from '../../../editor/text';
import { ICON_TYPES, PRIORITIES } from '../../../lametric/clock/notification';
import { isObject, isString } from '../../../lametric/guards';
import type { Complaint } from '../compose';
import { DEFAULTS, type NotifyProperties, completeFrame } from '../properties';
import { FrameList } from './frame-list';
import { type Emphasis, LEVELS, emphasisOf, levelOf } from './levels';
import { type Draft, type Sources, composeDraft, isFromEnvironment } from './notification';
import { complaintText } from './problems';
import { soundName, soundSource } from './sounds';

const text = textOf('notify');

/** How long a sound that is tried is shown, in milliseconds. */
const TRIAL = 2000;

export const sources = (): Sources => ({ fixed: commonText('source.fixed'), example: text('frame.example') });

/** The edit dialog, from its opening until it is saved or cancelled. */
export class NotifyDialog {
  readonly #form = $('.lametric-notify');
  readonly #preview: ReturnType<typeof preview>;
  readonly #frames: FrameList;
  /** As the clock calls it. */
  #model: string | undefined;
  /** The clock whose model that is; `undefined` once the dialog is closed. */
  #device: string | undefined = '';

  constructor({ frames, lifetime }: NotifyProperties) {
    const sound = $('#node-input-sound');
    sound.typedInput({ types: [pickerType(sound, soundSource())] });
    $('#lametric-notify-lifetime').val(lifetime === '' ? '' : lifetime / 1000);
    $('#lametric-notify-more').prop('open', levelOf(this.#emphasis) === undefined);
    this.#preview = preview($('#lametric-notify-preview'), iconPictures);
    this.#frames = new FrameList($('#lametric-notify-frames'), frames.map(completeFrame));
    this.#frames.onChange = (index) => this.#takeChange(index);
    makeAccessible(this.#form);
    this.#listen();
    this.#showEmphasis();
    void this.#loadModel();
  }

  close(): void {
    this.#device = undefined;
    this.#preview.close();
  }

  /** The properties that Node-RED would not read correctly from the fields. */
  get saved(): Pick<NotifyProperties, 'frames' | 'repeat' | 'cycles' | 'lifetime'> {
    const { frames, repeat, cycles, lifetime } = this.#draft;
    return { frames, repeat, cycles, lifetime };
  }

  get #emphasis(): Emphasis {
    return {
      priority: PRIORITIES.find((priority) => priority === field('node-input-priority')) ?? 'info',
      iconType: ICON_TYPES.find((type) => type === field('node-input-iconType')) ?? 'none',
      sound: field('node-input-sound'),
      repeat: Number(field('node-input-repeat')),
      cycles: Number(field('node-input-cycles')),
    };
  }

  get #draft(): Draft {
    const seconds = field('lametric-notify-lifetime').trim();
    const lifetime = seconds === '' ? '' : Math.round(Number(seconds) * 1000);
    return { ...this.#emphasis, frames: this.#frames.frames, lifetime };
  }

  #listen(): void {
    this.#form.find('[name="lametric-notify-level"]').on('change', () => this.#takeLevel());
    const settings = ['priority', 'iconType', 'sound', 'repeat', 'cycles'];
    const fields = settings.map((name) => `#node-input-${name}`).join();
    this.#form.find(fields).on('input change', () => this.#showEmphasis());
    $('#node-input-device').on('change', () => void this.#loadModel());
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
    $('#node-input-sound').typedInput('value', sound);
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
      sound === '' ? text('sound.none') : `${soundName(sound, text)} (${timesText(repeat)})`,
      text('summary.shown', { times: timesText(cycles) }),
    ];
    $('#lametric-notify-summary').text(parts.filter(Boolean).join(' · '));
    const isSilent = sound === '' || isFromEnvironment(sound);
    disable($('#lametric-notify-play'), isSilent);
    this.#takeChange();
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
    const device = chosenNode($('#node-input-device'));
    this.#device = device;
    const info = device === '' ? undefined : await tryRequest(pathOf(device));
    if (device !== this.#device) return;
    this.#model = isObject(info) && isString(info.model) ? info.model : undefined;
    this.#show();
  }

  /** A clock cannot play a sound without showing something: it shows the sound's name. */
  async #playSound(): Promise<void> {
    const { sound } = this.#emphasis;
    const value = soundName(sound, text);
    const frames: Draft['frames'] = [{ type: 'text', icon: '', value, valueType: 'str', duration: TRIAL }];
    await this.#send({ ...DEFAULTS, priority: 'warning', sound, frames }, []);
  }

  async #send(draft: Draft, examples: readonly string[]): Promise<void> {
    const { composed } = composeDraft(draft, examples, sources());
    if (!('notification' in composed)) {
      this.#say('warning', ...composed.complaints.map(inWords));
      return;
    }
    const device = chosenNode($('#node-input-device'));
    if (device === '') {
      this.#say('warning', text('now.no-clock'));
      return;
    }
    this.#say('busy', text('now.sending'));
    try {
      await request(`${pathOf(device)}/notifications`, composed.notification);
      this.#say('good', text('now.sent'));
    } catch (error) {
      const failure = failureOf(error);
      const { kind, message } = failure;
      const said = kind === 'refused' && message !== '' ? message : failureText(failure, commonText);
      this.#say('warning', said);
    }
  }

  #say(kind: Kind, ...lines: string[]): void {
    showLines($('#lametric-notify-said'), kind, lines);
  }
}

const inWords = (complaint: Complaint): string => complaintText(complaint, text);

function timesText(times: number): string {
  return times === 0 ? text('summary.until-dismissed') : text('summary.times', { times });
}

function pathOf(device: string): string {
  return `lametric-device/${encodeURIComponent(device)}`;
}
