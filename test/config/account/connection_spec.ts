import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import sinon from 'sinon';
import registerAccount from '../../../src/config/account/account';
import { accountOf, connectionTo, sealerBy } from '../../../src/config/account/connection';
import { registries } from '../../../src/config/account/registry';
import type { SessionStatus } from '../../../src/config/account/session/authorization';
import { useNodeRed } from '../../helpers/flow-node';

describe('An account as nodes see it', () => {
  let RED: NodeAPI;

  useNodeRed();
  beforeEach(() => load([], {}));

  const load = (flow: object[], credentials: object) => {
    const capture = (node: NodeAPI) => {
      RED = node;
    };
    return helper.load([capture, registerAccount], flow, credentials);
  };

  it('has a status that stays beside results only where something is wrong that nobody else tells', () => {
    const client = { cloudUrl: 'https://cloud.example', id: 'a', secret: 'secret' };
    const session = registries.get(RED.httpAdmin)?.deploy('account', client) ?? assert.fail('no registry');
    const onStatus = sinon.stub(session, 'onStatus');
    const isUrgent = (status: SessionStatus) => {
      const told: boolean[] = [];
      connectionTo(RED, session, '').onStatus((_shown, urgent) => told.push(urgent));
      onStatus.lastCall.args[0](status);
      return told.at(-1);
    };
    const statuses = ['connected', 'refreshing', 'reconnect', 'unsaved', 'away'] as const;
    assert.deepEqual(statuses.filter(isUrgent), ['unsaved', 'away']);
  });

  it('seals by the client secret of its instance in a subflow', async () => {
    const env = [{ name: 'SECRET', type: 'str', value: 'of the instance' }];
    await helper.unload();
    await load(
      [
        { id: 'tab', type: 'tab' },
        { id: 'sub', type: 'subflow', name: 'Sub', in: [], out: [] },
        { id: 'account', type: 'lametric-account', z: 'sub' },
        { id: 'one', type: 'subflow:sub', z: 'tab', env, x: 0, y: 0, wires: [] },
      ],
      { account: { clientId: 'a', clientSecret: '${SECRET}' } },
    );
    const sealed = accountOf(RED, 'one-account', '').seal('text', 'place');
    assert.equal(sealerBy(() => 'of the instance').unseal(sealed ?? '', 'place'), 'text');
  });
});
