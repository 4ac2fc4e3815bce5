import { commonText, textOf } from '../../editor/text';
import type { DeviceCredentials, DeviceProperties } from './settings';
import { DeviceDialog } from './editor/dialog';
import { addressProblem, clockProblem } from './editor/setup';

const text = textOf('device');
let dialog: DeviceDialog | undefined;
const close = () => dialog?.close();

RED.nodes.registerType<DeviceProperties, Required<DeviceCredentials>>('lametric-device', {
  category: 'config',
  defaults: {
    name: { value: '' },
    clockName: { value: '' },
    account: { value: '', type: 'lametric-account', required: false },
    device: {
      value: '',
      // The second parameter tells Node-RED that a text is a reason.
      validate(value, _options) {
        const problem = clockProblem(accountOf(this), value);
        return problem === undefined || commonText(`invalid.${problem}`);
      },
    },
    address: {
      value: '',
      validate(value, _options) {
        const problem = addressProblem(accountOf(this), value);
        return problem === undefined || text(`missing.${problem}`);
      },
    },
    security: { value: 'pinned' },
  },
  credentials: { apiKey: { type: 'password' } },
  paletteLabel: () => commonText('label.lametric-device'),
  label() {
    return this.name || this.clockName || this.address || commonText('label.lametric-device');
  },
  oneditprepare() {
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
