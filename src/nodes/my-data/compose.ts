import type { Complaint } from '../../frames/complaint';
import { type Content, composeFrames, namesComplaints } from '../../frames/compose';
import { showsPayload } from '../../frames/frame';
import { type Frame, findFrameFlaws, hasIconSize, isFrames } from '../../lametric/clock/notification';
import { plainFrame } from '../../lametric/display/characters';
import { isNumber, isPlainObject } from '../../lametric/guards';
import { type MyDataProperties, isLifetime } from './properties';

type Settings = Pick<MyDataProperties, 'position' | 'lifetime'>;

/** The frames that a message shows under its key; none remove the key. */
export interface Composed {
  frames: Frame[];
  position: number;
  /** In ms; `Infinity` for ever. */
  lifetime: number;
}

/** The settings that a message may change, with frames of the dialog, and with its own in LaMetric's form. */
const NAMES = ['text', 'icon', 'position', 'lifetime'];
const NAMES_WITH_FRAMES = ['frames', 'position', 'lifetime'];

/** Whether a payload says by itself what the key shows: nothing, or frames of its own. */
export function standsAlone(payload: unknown): boolean {
  if (!isPlainObject(payload)) return (payload ?? '') === '';
  return 'frames' in payload || payload['text'] === '';
}

/** The frames of a message, or what is wrong with them. */
export function compose(settings: Settings, contents: readonly Content[]): Composed | Complaint[] {
  const shown = contents.find(({ frame }) => showsPayload(frame));
  const payload = shown && (shown.value ?? '');
  const changes = isPlainObject(payload) ? payload : undefined;
  const [frames, complaints] = framesOf(contents, payload, changes);
  const check = <T>(
    name: keyof Settings,
    isValid: (value: unknown) => value is T,
    problem: Complaint['problem'],
  ) => {
    const value = changes?.[name] ?? settings[name];
    if (isValid(value)) return value;
    complaints.push({
      path: changes?.[name] == null ? [name] : ['msg.payload', name],
      problem,
      value,
      values: {},
    });
    return undefined;
  };
  const position = check('position', isNumber, 'number');
  const lifetime = check('lifetime', isLifetime, 'positive');
  if (complaints.length > 0 || position === undefined || lifetime === undefined) return complaints;
  return { frames, position, lifetime: lifetime === '' ? Infinity : lifetime };
}

function framesOf(
  contents: readonly Content[],
  payload: unknown,
  changes: Record<string, unknown> | undefined,
): [Frame[], Complaint[]] {
  if (payload === '') return [[], []];
  if (changes !== undefined && 'frames' in changes) {
    const { frames } = changes;
    const complaints = namesComplaints(changes, NAMES_WITH_FRAMES);
    if (Array.isArray(frames) && frames.length === 0) return [[], complaints];
    const [checked, flaws] = checkFrames(frames, (path) => ['msg.payload', ...path]);
    return [checked.map((frame) => plainFrame(frame)), [...complaints, ...flaws]];
  }
  const { text, icon } = changes ?? {};
  const complaints = namesComplaints(changes, NAMES);
  if (text === '') return [[], complaints];
  const composed = composeFrames(contents, changes && { text, icon });
  const first = contents.findIndex(({ frame }) => showsPayload(frame));
  const [checked, flaws] = checkFrames(composed.frames, ([top, index, ...rest]) =>
    icon != null && index === first && rest[0] === 'icon'
      ? ['msg.payload', 'icon']
      : ['model', top ?? '', index ?? '', ...rest],
  );
  return [checked, [...complaints, ...composed.complaints, ...flaws]];
}

/** @param placeOf gives a path among the frames the form that a complaint has */
function checkFrames(
  frames: unknown,
  placeOf: (path: Complaint['path']) => Complaint['path'],
): [Frame[], Complaint[]] {
  const flaws = findFrameFlaws(frames);
  if (!isFrames(frames)) return [[], flaws.map((flaw) => ({ ...flaw, path: placeOf(flaw.path) }))];
  const complaints = frames.flatMap(({ icon }, index): Complaint[] =>
    hasIconSize(icon)
      ? []
      : [{ path: placeOf(['frames', index, 'icon']), problem: 'icon-size', value: icon, values: {} }],
  );
  return [frames, complaints];
}
