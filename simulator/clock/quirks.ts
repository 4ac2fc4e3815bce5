/** Quirks: ways in which firmware differs. The live page reads this file too. */

export interface Range {
  min: number;
  max: number;
}

/** The quirks that are on or off. */
export const QUIRK_FLAGS = [
  'connecting',
  'unknownStrength',
  'refusesNull',
  'fixedMode',
  'answers200',
  'clearsModes',
  'ignoresTimes',
  'takesLoneStart',
  'closesConnections',
  'answersPushEmpty',
  'takesAnyWidget',
  'missesPush',
  'losesFrames',
] as const;

export type QuirkFlag = (typeof QUIRK_FLAGS)[number];

/** They may change while a clock runs. */
export interface Quirks extends Record<QuirkFlag, boolean> {
  /** The Wi-Fi is connecting: unknown values are missing or null. */
  connecting: boolean;
  /** The Wi-Fi tells neither its encryption nor its strength. */
  unknownStrength: boolean;
  /** A notification with `null` in it is refused. */
  refusesNull: boolean;
  /** The mode cannot be changed: 405. */
  fixedMode: boolean;
  /** A notification that was accepted gets 200, as documented, and not 201. */
  answers200: boolean;
  /** The screensaver's modes are cleared when it is switched off. */
  clearsModes: boolean;
  /** Times of the screensaver are accepted, and nothing changes. */
  ignoresTimes: boolean;
  /** A time at which the screensaver starts is taken without one at which it ends. */
  takesLoneStart: boolean;
  /** Connections end after every answer, unannounced. */
  closesConnections: boolean;
  /** A push to My Data DIY gets an empty body. */
  answersPushEmpty: boolean;
  /** A push to a widget of My Data DIY that does not exist is accepted, and nothing changes. */
  takesAnyWidget: boolean;
  /** The next push to My Data DIY gets 404 `Not found app`. */
  missesPush: boolean;
  /** The frames of My Data DIY are lost without power. */
  losesFrames: boolean;
  /** The version of an update that waits; null without one. */
  update: string | null;
  /** Brightness and volume beyond it get 500. A weak power supply narrows it. */
  brightnessLimit: Range;
  volumeLimit: Range;
}

export function usualQuirks({ old }: { old: boolean }): Quirks {
  return {
    connecting: false,
    unknownStrength: false,
    refusesNull: old,
    fixedMode: old,
    answers200: false,
    clearsModes: false,
    ignoresTimes: false,
    takesLoneStart: false,
    closesConnections: false,
    answersPushEmpty: false,
    takesAnyWidget: false,
    missesPush: false,
    losesFrames: false,
    update: null,
    brightnessLimit: { max: 100, min: 2 },
    volumeLimit: { max: 100, min: 0 },
  };
}
