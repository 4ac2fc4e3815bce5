/** The events of a clock, found by comparing two of its answers. */
import type { App, Device, QueuedNotification } from './types';

/** The events, each with the resource that it is found in. */
export const EVENTS = {
  online: 'device',
  offline: 'device',
  app: 'apps',
  notification: 'notifications',
  ended: 'notifications',
  update: 'device',
  display: 'device',
  audio: 'device',
  mode: 'device',
} as const;

/** As `lametric events` names it in `msg.topic`. */
export type EventName = keyof typeof EVENTS;

/** An event as `lametric events` sends it. */
export interface ClockEvent {
  topic: EventName;
  /** The event's details. */
  payload: object;
}

/** Whether a saved value names an event. */
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.keys(EVENTS).includes(name);
}

/** @param before `undefined`: everything is new */
export function compareDevices(before: Device | undefined, now: Device): ClockEvent[] {
  const last = new Map(before && detailsOf(before));
  return detailsOf(now).flatMap(([topic, payload]) =>
    payload != null && differ(payload, last.get(topic)) ? [{ topic, payload }] : [],
  );
}

/** The details that can change, each with its event. */
function detailsOf(device: Device): [EventName, object | null | undefined][] {
  const { update_available: update, os_version: installed = null, display, audio, mode } = device;
  return [
    ['update', update?.version == null ? null : { version: update.version, installed }],
    ['display', display],
    ['audio', audio],
    ['mode', mode == null ? null : { mode }],
  ];
}

/** @param before `undefined`: all notifications are new */
export function compareQueues(
  before: readonly QueuedNotification[] = [],
  now: readonly QueuedNotification[],
): ClockEvent[] {
  const [known, present] = [new Set(before.map(keyOf)), new Set(now.map(keyOf))];
  const gone = before.filter((each) => !present.has(keyOf(each)));
  const added = now.filter((each) => !known.has(keyOf(each)));
  return [
    ...gone.map((payload): ClockEvent => ({ topic: 'ended', payload })),
    ...added.map((payload): ClockEvent => ({ topic: 'notification', payload })),
  ];
}

type Apps = Readonly<Record<string, App>>;

/** A widget of an app. */
export interface Widget {
  /** The app's package. */
  app: string;
  widget: string;
}

/** The app and the widget in one: `package/widget`. */
export const nameOf = ({ app, widget }: Widget): string => `${app}/${widget}`;

/** The widget that is in view; `undefined` where the clock names none. */
export function visibleWidget(apps: Apps): Widget | undefined {
  for (const [app, { widgets }] of Object.entries(apps)) {
    const visible = Object.entries(widgets ?? {}).find(([, { visible: isVisible }]) => isVisible === true);
    if (visible !== undefined) return { app, widget: visible[0] };
  }
  return undefined;
}

/** @param before `undefined`: whatever is in view is new */
export function compareApps(before: Apps | undefined, now: Apps): ClockEvent[] {
  const visible = visibleWidget(now);
  if (visible === undefined) return [];
  const last = before && visibleWidget(before);
  if (last !== undefined && nameOf(last) === nameOf(visible)) return [];
  return [{ topic: 'app', payload: { app: nameOf(visible), title: now[visible.app]?.title ?? null } }];
}

/** Tells a notification from all others: a clock that restarts counts them from 1 again. */
export function keyOf({ id, created }: QueuedNotification): string {
  return `${id} ${created}`;
}

function differ(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
