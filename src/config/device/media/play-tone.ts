import { withDeadline } from '../../../lametric/connection/deadline';
import type { NotificationQueue } from '../notifications/notification-queue';
import type { Medium } from './media';

/** Milliseconds for the clock to take the notification, and to come. */
const PATIENCE = 10_000;
/** How long the text shows, in milliseconds. */
const SHOWN = 2000;

/**
 * Plays a sound on a clock with a text, whatever its mode: its user stands by.
 * @returns whether somebody has come to fetch it within 10 s
 * @throws {LaMetricError} if it cannot be played
 */
export async function playTone(
  notifications: Pick<NotificationQueue, 'show'>,
  medium: Medium,
  text: string,
): Promise<boolean> {
  const isFetched = withDeadline(PATIENCE, undefined, ({ signal }) => medium.fetched(signal)).then(
    () => true,
    () => false,
  );
  const model = { frames: [{ text, duration: SHOWN }] };
  const request = {
    notification: { priority: 'critical', model },
    medium,
    noSound: 'error',
    topic: '',
    refused: 'error',
    replace: false,
    follower: undefined,
    onStays: () => undefined,
  } as const;
  await withDeadline(PATIENCE, undefined, ({ signal }) => notifications.show(request, signal));
  return isFetched;
}
