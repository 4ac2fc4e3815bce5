import assert from 'node:assert/strict';
import type { Client, TokenSet } from '../../../../src/lametric/cloud/oauth';
import type {
  Authorization,
  StoredAuthorization,
} from '../../../../src/config/account/session/authorization';
import { ACCOUNTS_SETTING, TokenStore } from '../../../../src/config/account/session/token-store';
import { SettingsMap } from '../../../../src/storage/settings-map';
import { MemorySettings } from '../../../helpers/settings';

const client: Client = { cloudUrl: 'https://cloud', id: 'client', secret: 'the secret' };

const tokens = (name: string): TokenSet => ({
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  scopes: ['basic'],
  expiresAt: Date.parse('2030-01-01T00:00:00Z'),
  lifetime: 3_600_000,
});

/** The same text with another first character. */
const changed = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

const authorization = (name: string): Authorization => ({
  tokens: tokens(name),
  refreshedAt: Date.parse('2029-12-31T22:00:00Z'),
  revoked: false,
});

const stored = (name: string, generation = 1): StoredAuthorization => ({
  ...authorization(name),
  generation,
});

describe('TokenStore', () => {
  let settings: MemorySettings;
  let store: TokenStore;

  const open = (from = settings) => new TokenStore(new SettingsMap(from, ACCOUNTS_SETTING, () => undefined));

  beforeEach(() => {
    settings = new MemorySettings();
    store = open();
  });

  const recordOnDisk = (id: string): Record<string, unknown> =>
    JSON.parse(settings.disk['lametricAccounts'] ?? '{}')[id];

  it('finds after a restart what it saved', async () => {
    await store.write('a', client, authorization('1'));
    assert.deepEqual(open(settings.restarted()).read('a', client), stored('1'));
  });

  it('keeps that they are revoked, and tokens without a known end', async () => {
    const bare: Authorization = {
      tokens: { ...tokens('1'), expiresAt: undefined, lifetime: undefined },
      refreshedAt: undefined,
      revoked: true,
    };
    await store.write('a', client, bare);
    assert.deepEqual(open(settings.restarted()).read('a', client), { ...bare, generation: 1 });
  });

  it('saves no token in plain text', async () => {
    await store.write('a', client, authorization('1'));
    const text = JSON.stringify(settings.disk);
    assert.doesNotMatch(text, /access-1|refresh-1|the secret/);
    assert.doesNotMatch(text, new RegExp(Buffer.from('refresh-1').toString('base64').slice(0, 8)));
  });

  it('knows nothing of an id that was never written', () => {
    assert.equal(store.read('a', client), undefined);
  });

  it('cannot be read with another client secret', async () => {
    await store.write('a', client, authorization('1'));
    assert.equal(store.read('a', { ...client, secret: 'other' }), 'unreadable');
    assert.deepEqual(store.read('a', client), stored('1'));
  });

  const others: [string, Client][] = [
    ['client id', { ...client, id: 'other' }],
    ['cloud', { ...client, cloudUrl: 'https://other' }],
  ];
  for (const [what, other] of others) {
    it(`keeps the records of another ${what} apart`, async () => {
      await store.write('a', client, authorization('1'));
      assert.equal(store.read('a', other), undefined);
      await store.write('a', other, authorization('2'));
      const reopened = open(settings.restarted());
      assert.deepEqual(reopened.read('a', client), stored('1'));
      assert.deepEqual(reopened.read('a', other), stored('2'));
      await reopened.remove('a', client);
      assert.equal(reopened.read('a', client), undefined);
      assert.deepEqual(reopened.read('a', other), stored('2'));
      await reopened.remove('a');
      assert.equal(reopened.read('a', other), undefined);
    });
  }

  it('does not take the record of one node for that of another', async () => {
    await store.write('a', client, authorization('1'));
    const map = { b: recordOnDisk('a') };
    const moved = new MemorySettings();
    moved.disk['lametricAccounts'] = JSON.stringify(map);
    assert.equal(open(moved).read('b', client), 'unreadable');
  });

  const damages: [string, (record: Record<string, unknown>) => unknown][] = [
    ['no object', () => 'x'],
    ['of a later version', (record) => ({ ...record, version: 2 })],
    ['without tokens', ({ tokens: _tokens, ...record }) => record],
    ['cut short', (record) => ({ ...record, tokens: String(record['tokens']).slice(0, 20) })],
    ['changed in one place', (record) => ({ ...record, tokens: changed(String(record['tokens'])) })],
    ['with an impossible date', (record) => ({ ...record, expiresAt: 'never' })],
  ];
  for (const [what, damage] of damages) {
    it(`reports a record that is ${what}, and leaves it as it is`, async () => {
      await store.write('a', client, authorization('1'));
      const damaged = new MemorySettings();
      damaged.disk['lametricAccounts'] = JSON.stringify({ a: damage(recordOnDisk('a')) });
      const reopened = open(damaged);
      assert.equal(reopened.read('a', client), 'unreadable');
      await reopened.write('b', client, authorization('2'));
      assert.deepEqual(JSON.parse(damaged.disk['lametricAccounts'])['a'], damage(recordOnDisk('a')));
    });
  }

  it('survives settings that are no map at all', async () => {
    settings.disk['lametricAccounts'] = '"damaged"';
    assert.equal(store.read('a', client), undefined);
    await store.write('a', client, authorization('1'));
    assert.deepEqual(open(settings.restarted()).read('a', client), stored('1'));
  });

  it('takes a hundred changes at once in two writes, and ends with the last of each', async () => {
    const changes = Array.from({ length: 100 }, (_, n) =>
      store.write(`id-${n % 2}`, client, authorization(`${n}`)),
    );
    changes.push(store.write('late', client, authorization('late')));
    await Promise.all(changes);
    assert.ok(settings.writes <= 2, `${settings.writes} writes`);
    const reopened = open(settings.restarted());
    assert.deepEqual(reopened.read('id-0', client), stored('98', 50));
    assert.deepEqual(reopened.read('id-1', client), stored('99', 50));
    assert.deepEqual(reopened.read('late', client), stored('late'));
  });

  it('saves a change that is made while another is being written', async () => {
    const first = store.write('a', client, authorization('1'));
    await Promise.resolve();
    const second = store.write('a', client, authorization('2'));
    await Promise.all([first, second]);
    assert.deepEqual(open(settings.restarted()).read('a', client), stored('2', 2));
  });

  it('raises the generation of a record with every write', async () => {
    const generations = [];
    for (const name of ['1', '1', '2']) {
      await store.write('a', client, authorization(name));
      generations.push(recordOnDisk('a')['generation']);
    }
    assert.deepEqual(generations, [1, 2, 3]);
  });

  for (const impossible of [2 ** 53, 2 ** 53 - 1, -1, 1.5]) {
    it(`cannot read a record of generation ${impossible}, and writes over it`, async () => {
      await store.write('a', client, authorization('1'));
      const damaged = new MemorySettings();
      const record = { ...recordOnDisk('a'), generation: impossible };
      damaged.disk['lametricAccounts'] = JSON.stringify({ a: record });
      const reopened = open(damaged);
      assert.equal(reopened.read('a', client), 'unreadable');
      await reopened.write('a', client, authorization('2'));
      assert.deepEqual(open(damaged.restarted()).read('a', client), stored('2'));
    });
  }

  it('writes a record of the earlier form anew, in the same generation', async () => {
    await store.write('a', client, authorization('1'));
    const { proof, ...earlier } = recordOnDisk('a');
    assert.equal(typeof proof, 'string');
    const settingsBefore = new MemorySettings();
    settingsBefore.disk['lametricAccounts'] = JSON.stringify({ a: earlier });
    const reopened = open(settingsBefore);
    assert.deepEqual(reopened.read('a', client), stored('1'));
    await reopened.renew('a', client);
    settings = settingsBefore;
    assert.deepEqual(open(settings.restarted()).read('a', client), stored('1'));
    assert.equal(typeof recordOnDisk('a')['proof'], 'string');
    const { writes } = settings;
    await reopened.renew('a', client);
    assert.equal(settings.writes, writes, 'once');
  });

  it('gives no record the generation of one that was forgotten', async () => {
    await store.write('a', client, authorization('1'));
    await store.remove('a');
    await store.write('a', client, authorization('2'));
    await store.replace('a', client, 1, authorization('3'));
    assert.deepEqual(store.read('a', client), stored('2', 2));
  });

  describe('The result of a refresh', () => {
    const revoked = { ...authorization('1'), revoked: true };

    beforeEach(() => store.write('a', client, authorization('1')));

    it('replaces the record that was refreshed', async () => {
      await store.replace('a', client, 1, authorization('2'));
      assert.deepEqual(open(settings.restarted()).read('a', client), stored('2', 2));
    });

    it('is nothing to a newer record', async () => {
      await store.write('a', client, authorization('2'));
      await store.replace('a', client, 1, authorization('3'));
      await store.replace('a', client, 1, revoked);
      assert.deepEqual(store.read('a', client), stored('2', 2));
    });

    it('brings no record back', async () => {
      await store.remove('a');
      await store.replace('a', client, 1, authorization('2'));
      assert.equal(store.read('a', client), undefined);
    });

    it('counts although the refreshed tokens were called revoked meanwhile, but not later ones', async () => {
      await store.write('a', client, revoked);
      await store.replace('a', client, 1, revoked);
      assert.equal(store.generation('a', client), 2);
      await store.replace('a', client, 1, authorization('2'));
      assert.deepEqual(store.read('a', client), stored('2', 3));
      await store.write('a', client, { ...authorization('2'), revoked: true });
      await store.replace('a', client, 1, authorization('3'));
      assert.equal(store.generation('a', client), 4);
    });
  });

  it('tries to forget once more where that could not be saved', async () => {
    await store.write('a', client, authorization('1'));
    settings.failures.push(new Error('away'));
    await store.remove('a');
    assert.deepEqual(
      [store.records.saved, open(settings.restarted()).read('a', client)],
      [false, stored('1')],
    );
    await store.remove('a');
    assert.equal(open(settings.restarted()).read('a', client), undefined);
  });

  it('leaves word that it forgot, where others share the records, which a late refresh does not undo', async () => {
    const records = Object.assign(new SettingsMap(settings, ACCOUNTS_SETTING, () => undefined), {
      isShared: true,
    });
    const shared = new TokenStore(records);
    await shared.write('a', client, authorization('1'));
    await shared.remove('a', client);
    assert.equal(records.entries.has('a'), true);
    await shared.replace('a', client, 1, authorization('2'));
    assert.equal(shared.read('a', client), undefined);
    const { writes } = settings;
    await shared.remove('a', client);
    assert.equal(settings.writes, writes, 'once');
  });

  it('keeps what is connected after a removal that names no client, as earlier versions wrote it', async () => {
    settings.disk['lametricAccounts'] = JSON.stringify({ a: { version: 1, generation: 4, removed: true } });
    assert.equal(store.read('a', client), undefined);
    await store.write('a', client, authorization('1'));
    const reopened = open(settings.restarted());
    assert.deepEqual(reopened.read('a', client), stored('1'));
    assert.equal(reopened.read('a', { ...client, id: 'other' }), undefined);
  });

  it('forgets for good', async () => {
    await store.write('a', client, authorization('1'));
    await store.remove('a');
    assert.equal(open(settings.restarted()).read('a', client), undefined);
  });
});
