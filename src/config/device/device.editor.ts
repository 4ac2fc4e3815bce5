import { unchecked } from '../../editor/definition';
import { giveToNodes, redrawUsers } from '../../editor/config-nodes';
import { changesOf, fillIn, leaveCredentialsUnset, leaveUnset } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type DeviceCredentials, type DeviceProperties } from './properties';
import { DeviceDialog } from './editor/dialog';
import { QuietForm } from './editor/quiet-form';
import { listenForNames, ownName } from './editor/own-names';
import { addressProblem, clockProblem, quietProblem, zoneProblem } from './editor/setup';

const text = textOf('device');
let dialog: DeviceDialog | undefined;
let quiet: QuietForm | undefined;
let opened: object = {};
const close = () => dialog?.close();

giveToNodes('device');
listenForNames();
redrawUsers('device');

RED.nodes.registerType<DeviceProperties, Required<DeviceCredentials>>('lametric-device', {
  category: 'config',
  // A node may go to all clocks, or to those that a message names: one that no node names is not unused.
  hasUsers: false,
  defaults: {
    ...unchecked(DEFAULTS),
    account: { value: DEFAULTS.account, type: 'lametric-account', required: false },
    device: {
      value: DEFAULTS.device,
      // The second parameter tells Node-RED that a text is a reason.
      validate(value, _options) {
        const problem = clockProblem(accountOf(this), value ?? DEFAULTS.device);
        return problem === undefined || commonText(`invalid.${problem}`);
      },
    },
    address: {
      value: DEFAULTS.address,
      validate(value, _options) {
        const problem = addressProblem(accountOf(this), value ?? DEFAULTS.address);
        return problem === undefined || text(`missing.${problem}`);
      },
    },
    quiet: {
      value: DEFAULTS.quiet,
      validate(value, _options) {
        const problem = quietProblem(value ?? DEFAULTS.quiet);
        return problem === undefined || text(`quiet.invalid.${problem}`);
      },
    },
    timezone: {
      value: DEFAULTS.timezone,
      validate(value, _options) {
        const problem = zoneProblem(value ?? DEFAULTS.timezone);
        return problem === undefined || text(`quiet.invalid.${problem}`);
      },
    },
  },
  credentials: { apiKey: { type: 'password' } },
  paletteLabel: () => commonText('label.lametric-device'),
  label() {
    return (
      this.name || ownName(this.id) || this.clockName || this.address || commonText('label.lametric-device')
    );
  },
  oneditprepare() {
    const quietForm = new QuietForm(fillIn(this, DEFAULTS, 'node-config-input').quiet);
    quiet = quietForm;
    opened = quietForm.saved;
    dialog = new DeviceDialog(this.id, (clock) => quietForm.take(clock));
  },
  oneditsave() {
    dialog?.save();
    if (quiet !== undefined) Object.assign(this, changesOf(opened, quiet.saved));
    leaveUnset(this, DEFAULTS, 'node-config-input');
    leaveCredentialsUnset(this, ['apiKey']);
  },
  oneditcancel: close,
  oneditdelete: close,
});

/** In the open dialog, else as it is saved. */
function accountOf(node: object): string {
  const account = String($('#node-config-input-account').val() ?? Reflect.get(node, 'account') ?? '');
  return account === '_ADD_' ? '' : account;
}
