import { failureText } from '../../../editor/admin-api';
import { type Kind, showLines } from '../../../editor/fields';
import { commonText, textOf } from '../../../editor/text';
import type { Progress } from './connecting';

const text = textOf('account');

/** Shows how far an attempt to connect has come. */
export function showProgress(progress: Progress): void {
  switch (progress.step) {
    case 'starting':
      showProgressLines('busy', text('progress.starting'));
      break;
    case 'waiting':
      showProgressLines('busy', text(`progress.${progress.window}`), text('progress.paste'));
      if (progress.window === 'blocked') {
        const link = $('<a>', { href: progress.address, target: '_blank', rel: 'noopener' });
        $('#lametric-account-progress p:first').append(' ', link.text(text('progress.link')));
      }
      break;
    case 'connected':
      showProgressLines(undefined);
      break;
    case 'refused':
      showProgressLines('warning', failureText(progress.failure, commonText));
      break;
    case 'failed':
      showProgressLines('warning', progress.message || text('progress.failed'));
      break;
    case 'denied':
    case 'expired':
      showProgressLines('warning', text(`progress.${progress.step}`));
      break;
  }
}

export function showProgressLines(kind: Kind, ...lines: string[]): void {
  showLines($('#lametric-account-progress'), kind, lines);
}

/** Scrolls to the end of the form, where progress is shown. */
export function showEnd(): void {
  $('.lametric-form').last()[0]?.scrollIntoView({ block: 'end' });
}
