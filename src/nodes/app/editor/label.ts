import { parseAppName } from '../../../lametric/clock/action';
import { typedSource } from '../../../editor/form';
import { textOf } from '../../../editor/text';
import type { AppProperties } from '../properties';

const text = textOf('app');

/** The purpose of an app node, for its label: `next app`, `show weather`, `radio.play`. */
export function purposeOf({ action, app, appType, actionId }: AppProperties): string {
  if (action === 'next' || action === 'previous') return text(`short.${action}`);
  if (action === 'do') return actionId || text('palette');
  // Of a package, the last part says most.
  const chosen = appType === 'str' ? parseAppName(app)?.app.replace(/^.*\./, '') : typedSource(app, appType);
  return chosen === undefined ? text('palette') : text('short.show', { app: chosen });
}
