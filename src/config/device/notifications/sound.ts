import type { Notification } from '../../../lametric/clock/notification';
import { getAudio } from '../../../lametric/clock/requests';
import { LaMetricError } from '../../../lametric/errors';
import type { Connection } from '../../../runtime/connection';

/** Whether the clock has a loudspeaker; `undefined` where it does not say. */
export async function hasLoudspeaker(
  clock: Pick<Connection, 'send'>,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  return clock.send(getAudio, signal).then(
    ({ available }) => available ?? undefined,
    (thrown: unknown) =>
      thrown instanceof LaMetricError && thrown.code === 'NOT_SUPPORTED' ? false : undefined,
  );
}

/** The notification, with the sound at this address. */
export function withAddress({ model, ...others }: Notification, url: string): Notification {
  return { ...others, model: { ...model, sound: { type: 'mp3', ...model.sound, url } } };
}

/** The notification in silence. */
export function withoutSound({ model, ...others }: Notification): Notification {
  return { ...others, model: { ...model, sound: null } };
}
