import { parseAppName } from '../../../lametric/clock/action';
import { textOf } from '../../../editor/text';
import type { AppProperties } from '../properties';

const text = textOf('app');

/** The purpose of an app node, for its label: `next app`, `show weather`, `radio.play`. */
export function purposeOf({ action, app, appType, actionId }: AppProperties): string {
  if (action === 'next' || action === 'previous') return text(`short.${action}`);
  if (action === 'do') return actionId || text('palette');
  // Of a package, the last part says most.
  const chosen = appType === 'str' ? parseAppName(app)?.app.replace(/^.*\./, '') : sourceOf(app, appType);
  return chosen === undefined ? text('palette') : text('short.show', { app: chosen });
}

function sourceOf(value: string, type: string): string {
  return ['msg', 'flow', 'global'].includes(type) ? `${type}.${value}` : value;
}
