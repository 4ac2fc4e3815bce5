import { accountText } from '../../editor/account-text';
import { AccountDialog } from './editor/dialog';
import type { Editor } from '../../editor/red';
import type { AccountCredentials, AccountProperties } from './account';

declare const RED: Editor;

const text = accountText(RED);
let dialog: AccountDialog | undefined;

RED.nodes.registerType<AccountProperties, Required<AccountCredentials>>('lametric-account', {
  category: 'config',
  defaults: {
    name: { value: '' },
    flow: { value: 'code' },
    scopes: {
      value: 'basic devices_read devices_write',
      // The second parameter tells Node-RED that a text is a reason.
      validate: (value, _options) => value.trim() !== '' || text('invalid.scopes'),
    },
  },
  credentials: {
    clientId: { type: 'text', required: true },
    clientSecret: {
      type: 'password',
      validate: (value, _options) =>
        value !== '' || $('#node-config-input-flow').val() === 'implicit' || text('invalid.client-secret'),
    },
  },
  paletteLabel: () => text('label.account'),
  label() {
    return this.name || 'LaMetric';
  },
  oneditprepare() {
    dialog = new AccountDialog(RED, this.id);
  },
  oneditsave() {
    dialog?.close();
  },
  oneditcancel() {
    dialog?.close();
  },
  oneditdelete() {
    dialog?.close();
  },
});
