import { unchecked } from '../../editor/definition';
import { fillIn, giveOnlyToNodes } from '../../editor/form';
import { commonText, textOf } from '../../editor/text';
import { DEFAULTS, type DeviceCredentials, type DeviceProperties } from './properties';
import { DeviceDialog } from './editor/dialog';
import { addressProblem, clockProblem } from './editor/setup';

const text = textOf('device');
let dialog: DeviceDialog | undefined;
const close = () => dialog?.close();

giveOnlyToNodes('device');

RED.nodes.registerType<DeviceProperties, Required<DeviceCredentials>>('lametric-device', {
  category: 'config',
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
  },
  credentials: { apiKey: { type: 'password' } },
  paletteLabel: () => commonText('label.lametric-device'),
  label() {
    return this.name || this.clockName || this.address || commonText('label.lametric-device');
  },
  oneditprepare() {
    fillIn(this, DEFAULTS, 'node-config-input');
    dialog = new DeviceDialog(this.id);
  },
  oneditsave() {
    dialog?.save();
  },
  oneditcancel: close,
  oneditdelete: close,
});

/** In the open dialog, else as it is saved. */
function accountOf(node: object): string {
  const account = String($('#node-config-input-account').val() ?? Reflect.get(node, 'account') ?? '');
  return account === '_ADD_' ? '' : account;
}
