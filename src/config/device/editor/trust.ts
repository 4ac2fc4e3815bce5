import type { Translate } from '../../../editor/text';

/** Asks the user whether another certificate is to be trusted from now on. */
export function askForTrust(text: Translate, trust: () => void): void {
  const notification = RED.notify($('<p>').text(text('trust.ask')), {
    modal: true,
    fixed: true,
    buttons: [
      { text: RED._('editor:common.label.cancel'), click: () => notification.close() },
      {
        text: text('button.trust'),
        class: 'primary',
        click: () => {
          notification.close();
          trust();
        },
      },
    ],
  });
}
