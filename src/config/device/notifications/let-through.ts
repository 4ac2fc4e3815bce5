import type { Notification } from '../../../lametric/clock/notification';
import { LaMetricError } from '../../../lametric/errors';
import type { Quiet } from '../../../lametric/quiet-hours';
import { withoutSound } from './sound';

/**
 * A notification as quiet hours let it through.
 * @throws {LaMetricError} `WRONG_MODE` where they do not
 */
export function letThrough(notification: Notification, quiet: Quiet | undefined): Notification {
  if (quiet === undefined || notification.priority === 'critical') return notification;
  if (quiet.allow === 'silent') return withoutSound(notification);
  throw new LaMetricError('WRONG_MODE', 'quiet hours', {
    origin: 'clock',
    reason: quiet.until === undefined ? 'always-quiet' : 'quiet',
    until: quiet.untilText,
    said: '',
  });
}
