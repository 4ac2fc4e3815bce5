import type { NotifyProperties } from '../properties';

/** The settings that make a notification more or less noticeable. */
export type Emphasis = Pick<NotifyProperties, 'priority' | 'iconType' | 'sound' | 'repeat' | 'cycles'>;

export const LEVELS = ['quiet', 'normal', 'important', 'alarm'] as const;
/** How important a notification is, in one word. */
export type Level = (typeof LEVELS)[number];

const NOTE = 'notifications/notification';

const EMPHASES: Record<Level, Emphasis> = {
  quiet: { priority: 'info', iconType: 'none', sound: '', repeat: 1, cycles: 1 },
  normal: { priority: 'info', iconType: 'none', sound: NOTE, repeat: 1, cycles: 1 },
  important: { priority: 'warning', iconType: 'alert', sound: NOTE, repeat: 1, cycles: 2 },
  alarm: { priority: 'critical', iconType: 'alert', sound: 'alarms/alarm1', repeat: 0, cycles: 0 },
};

/** The settings of a level. A sound that was chosen stays, if it is one for that level. */
export function emphasisOf(level: Level, sound: string): Emphasis {
  const emphasis = EMPHASES[level];
  const hasSound = sound !== '' && emphasis.sound !== '';
  const suits = hasSound && isAlarm(sound) === isAlarm(emphasis.sound);
  return suits ? { ...emphasis, sound } : emphasis;
}

/** The level with these settings, whatever its sound; undefined if there is none. */
export function levelOf(emphasis: Emphasis): Level | undefined {
  const silent = emphasis.sound === '';
  return LEVELS.find((level) => {
    const { priority, iconType, repeat, cycles } = EMPHASES[level];
    if ((level === 'quiet' && !silent) || (level === 'normal' && silent)) return false;
    return (
      emphasis.priority === priority &&
      emphasis.iconType === iconType &&
      emphasis.cycles === cycles &&
      (silent || emphasis.repeat === repeat)
    );
  });
}

const isAlarm = (sound: string): boolean => sound.startsWith('alarms/');
