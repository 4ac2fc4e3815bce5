import { clockFailureText, request } from '../../../editor/admin-api';
import { chosenPlace } from '../../../editor/environment';
import { type Kind, disable, showLines } from '../../../editor/fields';
import { commonText, textOf } from '../../../editor/text';
import { Pairing, type Progress } from './pairing';

const text = textOf('device');

/** The parts of the form that the row needs. */
interface Surroundings {
  /** Empty while there is none. */
  findAddress: () => string;
  takeKey: (key: string) => void;
}

/**
 * The button that gets the key by the one on the clock, and what comes of it.
 * @param path of the node's admin endpoints
 */
export function pairingRow(row: JQuery, path: string, { findAddress, takeKey }: Surroundings) {
  let pairing: Pairing | undefined;
  let said: string | undefined;

  const showCountdown = (left: string) => row.find('#lametric-device-countdown').text(left);
  const say = (kind: Kind, ...lines: string[]) => {
    const saying = lines.join(' ');
    // Only what is new is set, or it would be read out every second.
    if (saying !== said) showLines(row.find('#lametric-device-progress'), kind, lines);
    said = saying;
  };

  const show = (progress: Progress) => {
    showCountdown(progress.step === 'waiting' ? text('pair.left', { seconds: progress.seconds }) : '');
    switch (progress.step) {
      case 'starting':
      case 'waiting':
        say('busy', text(`pair.${progress.step}`));
        break;
      case 'paired':
        say('good', text('pair.paired'));
        takeKey(progress.apiKey);
        break;
      case 'expired':
        say('warning', text('pair.expired'));
        break;
      case 'failed':
        say('warning', text('pair.failed'), progress.message);
        break;
      case 'refused': {
        const { failure } = progress;
        const cannot = failure.code === 'NOT_SUPPORTED';
        // The texts of codes are those of an account; the message is about the clock.
        const why = clockFailureText(failure, commonText);
        say('warning', cannot ? text('pair.not-supported') : why);
        break;
      }
    }
  };

  const close = () => {
    pairing?.cancel();
    showCountdown('');
    say(undefined);
  };

  const start = () => {
    close();
    const address = findAddress();
    if (address === '') {
      say('warning', text('missing.address'));
      $('#node-config-input-address').trigger('focus');
      return;
    }
    const requests = {
      begin: () => request(`${path}/pair`, { address, z: chosenPlace() }),
      poll: (id: string) => request(`${path}/pair/${encodeURIComponent(id)}`, {}),
    };
    pairing = new Pairing(requests, show);
    void pairing.start();
  };

  const button = row.find('#lametric-device-pair').on('click', start);
  disable(button, !RED.user.hasPermission('lametric-device.write'));
  say(undefined);
  return {
    close,
    /** Makes the clock ask for the press. */
    start,
    /** Shows or hides the row; what is under way ends with it. */
    toggle(shows: boolean): void {
      row.toggle(shows);
      if (!shows) close();
    },
  };
}
