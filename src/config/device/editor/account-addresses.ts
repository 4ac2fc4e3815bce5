import type { AccountDevice } from '../../../editor/picker/devices';

/** Offers the addresses that the account knows: a button for each clock, with its address as title. */
export function showAddresses(row: JQuery, devices: readonly AccountDevice[]): void {
  const buttons = devices
    .filter(({ address }) => address !== '')
    .map(({ name, address }) =>
      $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small', title: address }).text(
        name,
      ),
    );
  row.toggle(buttons.length > 0);
  row.find('#lametric-device-found-clocks').empty().append(buttons);
}
