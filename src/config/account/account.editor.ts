import { accountName, loadFacts } from '../../editor/account-facts';
import { unchecked } from '../../editor/definition';
import { giveToNodes, redrawUsers } from '../../editor/config-nodes';
import { fillIn, leaveCredentialsUnset, leaveUnset } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { AccountDialog } from './editor/dialog';
import { type AccountCredentials, type AccountProperties, DEFAULTS } from './properties';

const text = textOf('account');
let dialog: AccountDialog | undefined;

/** Loads the facts that the labels need, for all enabled accounts. See `loadFacts`. */
function loadAllFacts(again: boolean): void {
  RED.nodes.eachConfig((node) => {
    if (node.type === 'lametric-account' && !node.d) void loadFacts(node, again);
  });
}
RED.events.on('flows:loaded', () => loadAllFacts(true));
RED.events.on('deploy', () => loadAllFacts(false));

function close(): void {
  dialog?.close();
  loadAllFacts(true);
}

giveToNodes('account');
redrawUsers('account');

RED.nodes.registerType<AccountProperties, Required<AccountCredentials>>('lametric-account', {
  category: 'config',
  defaults: {
    ...unchecked(DEFAULTS),
    scopes: {
      value: DEFAULTS.scopes,
      // Node-RED takes a text for a reason only if there is a second parameter.
      validate: (value, _options) => (value ?? DEFAULTS.scopes).trim() !== '' || text('invalid.scopes'),
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
  paletteLabel: () => commonText('label.lametric-account'),
  label() {
    return this.name || accountName(this.id) || 'LaMetric';
  },
  oneditprepare() {
    fillIn(this, DEFAULTS, 'node-config-input');
    dialog = new AccountDialog(this.id);
  },
  oneditsave() {
    leaveUnset(this, DEFAULTS, 'node-config-input');
    leaveCredentialsUnset(this, ['clientId', 'clientSecret']);
    close();
  },
  oneditcancel: close,
  oneditdelete: close,
});
