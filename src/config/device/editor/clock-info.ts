import { type Kind, showLines } from '../../../editor/fields';
import type { Translate } from '../../../editor/text';
import type { ClockInfo } from '../clock-info';
import { modelOf } from './clock';
import { drawModel } from './picture';

/** The words for a clock's state, or why nothing is known of it. */
interface Words {
  kind: Kind;
  lines: readonly string[];
}

/** Shows a clock as it is, or an empty one, and words about it. */
export function showClock(
  element: JQuery,
  clock: ClockInfo | undefined,
  { kind, lines }: Words,
  text: Translate,
): void {
  const picture = drawModel(modelOf(clock?.model ?? null), clock?.state === 'online');
  element.find('.lametric-clock-info-picture').html(picture);
  showLines(
    element.find('.lametric-clock-info-clock'),
    undefined,
    clock === undefined ? [] : linesOf(clock, text),
  );
  showLines(element.find('.lametric-clock-info-state'), kind, lines);
  const asksForTrust = clock !== undefined && canTrust(clock);
  element.toggleClass('lametric-clock-untrusted', asksForTrust);
  element.find('.lametric-clock-info-trust').toggle(asksForTrust);
}

/** Whether it shows another certificate that could be trusted. */
export function canTrust({ state, fingerprint }: ClockInfo): boolean {
  return state === 'certificate' && fingerprint !== null;
}

/** Describes a clock in lines: its name, its model, its address. */
export function linesOf(clock: ClockInfo, text: Translate): string[] {
  const { name, model, osVersion, update, address, signal } = clock;
  const known = modelOf(model);
  const what = [
    known === undefined ? model : text(`model.${known}`),
    osVersion && text('info.firmware', { version: osVersion }),
    update && text('info.update', { version: update }),
  ];
  const where = [address, signal === null ? null : text('info.signal', { percent: signal })];
  return [[name], what, where].map((parts) => parts.filter(Boolean).join(' · ')).filter(Boolean);
}

/** A clock's state in words, and what Node-RED says of it. */
export function wordsOf({ state, message, trusted, fingerprint }: ClockInfo, text: Translate): Words {
  const words = text(`state.${state}`);
  if (state === 'online') return { kind: 'good', lines: [words] };
  if (state === 'certificate') {
    const before = trusted && text('certificate.before', { fingerprint: trusted });
    const now = fingerprint && text('certificate.now', { fingerprint });
    return { kind: 'warning', lines: [words, before, now].filter((line) => line !== null) };
  }
  if (message === null) return { kind: state === 'unknown' ? undefined : 'warning', lines: [words] };
  // A clock that was not asked has a message that says why.
  const wasAsked = state === 'offline' || state === 'refused';
  return { kind: 'warning', lines: wasAsked ? [words, message] : [message] };
}
