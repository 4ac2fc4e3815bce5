import assert from 'node:assert/strict';
import type { NotificationRequest } from '../../src/config/device/notifications/notification-queue';
import type { Notification } from '../../src/lametric/clock/notification';

/** What a flow node asks the queue of a clock for: a text, and nothing special. */
export const request = (
  text: string,
  changes: Partial<NotificationRequest> = {},
  notification: Partial<Notification> = {},
) => ({
  notification: { priority: 'info' as const, ...notification, model: { frames: [{ text }] } },
  topic: '',
  medium: undefined,
  noSound: 'error' as const,
  refused: 'error' as const,
  replace: false,
  follower: undefined,
  onStays: (thrown: unknown) => assert.fail(String(thrown)),
  ...changes,
});
