/**
 * My Data DIY, LaMetric's app for frames that stay on a clock. It has a widget for each time that the user has added it.
 * Source: seen on real clocks; LaMetric documents the app in the phone alone.
 */
import type { ApiRequest } from '../connection/request';
import type { Frame } from './notification';
import { ROOT, getApps, segment } from './requests';
import { MY_DATA } from './types';

/** The ids of its widgets. Adding the app anew gives it another one. */
export const getMyDataWidgets: ApiRequest<string[]> = {
  method: 'GET',
  path: getApps.path,
  parse: (answer) => Object.keys(getApps.parse(answer)[MY_DATA]?.widgets ?? {}),
};

/**
 * Shows frames in a widget, in the place of all others. It may be repeated. The answer proves nothing: a clock gives it for
 * an app in another mode, too, and some give it for a widget that they do not have.
 */
export const updateMyData = (widget: string, frames: readonly Frame[]): ApiRequest<void> => ({
  method: 'POST',
  path: `${ROOT}/widget/update/${MY_DATA}/${segment(widget)}`,
  once: false,
  // Without its index, only the first one shows. A message may bring another one, for a list that is not whole.
  body: { frames: frames.map((frame, index) => ({ ...frame, index })) },
  parse: () => undefined,
});
