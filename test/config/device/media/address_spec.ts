import assert from 'node:assert/strict';
import { type Reachability, folderFor } from '../../../../src/config/device/media/address';
import { LaMetricError } from '../../../../src/lametric/errors';

const LAN = '192.168.1.7';
const at = (address: string) => ({ address, port: 1880, family: 'IPv4' });
const facts = (changes: Partial<Reachability>): Reachability => ({
  url: undefined,
  root: '/',
  auth: undefined,
  isSecure: false,
  listening: at('0.0.0.0'),
  listener: undefined,
  ...changes,
});
const listener = { port: '1881', problem: undefined };

describe('The address of a sound', () => {
  for (const { what, changes, local = LAN, base } of [
    { what: 'where the clock is connected', changes: {}, base: `http://${LAN}:1880/` },
    { what: 'where no login is asked for', changes: { auth: false }, base: `http://${LAN}:1880/` },
    { what: 'without a root', changes: { root: undefined }, base: `http://${LAN}:1880/` },
    { what: 'below httpNodeRoot', changes: { root: '/red/api/' }, base: `http://${LAN}:1880/red/api/` },
    { what: 'below a root as it is typed', changes: { root: 'api' }, base: `http://${LAN}:1880/api/` },
    { what: 'in IPv6', changes: { listening: at('::') }, local: 'fd00::7', base: 'http://[fd00::7]:1880/' },
    {
      what: 'in IPv4, though the socket says IPv6',
      changes: { listening: at('::') },
      local: `::ffff:${LAN}`,
      base: `http://${LAN}:1880/`,
    },
    {
      what: 'without the name of an interface',
      changes: { listening: at('::') },
      local: 'fe80::7%eth0',
      base: 'http://[fe80::7]:1880/',
    },
    {
      what: 'at the only address at which Node-RED listens',
      changes: { listening: at('10.0.0.5') },
      base: 'http://10.0.0.5:1880/',
    },
    {
      what: 'on this very computer',
      changes: { listening: at('127.0.0.1') },
      local: '127.0.0.1',
      base: 'http://127.0.0.1:1880/',
    },
    {
      what: 'at a port of its own, whatever Node-RED has',
      changes: { listener, isSecure: true, auth: { user: 'a' }, root: false, listening: at('127.0.0.1') },
      base: `http://${LAN}:1881/`,
    },
    {
      what: 'at the address in settings.js, as it is',
      changes: { url: ' https://proxy.lan/nr ', root: '/api/', isSecure: true, auth: { user: 'a' } },
      base: 'https://proxy.lan/nr/',
    },
    {
      what: 'at the address in settings.js, with a port of its own too',
      changes: { url: 'http://docker.lan:8000/', listener, root: false },
      base: 'http://docker.lan:8000/',
    },
  ]) {
    it(`is ${what}`, () => assert.equal(folderFor(local, facts(changes)), `${base}lametric/media/`));
  }

  for (const { what, changes, local = LAN, reason } of [
    { what: 'Node-RED serves nothing', changes: { root: false }, reason: 'media-root' },
    {
      what: 'Node-RED serves nothing, whatever the address',
      changes: { root: false, url: 'http://proxy.lan' },
      reason: 'media-root',
    },
    { what: 'a login is asked for', changes: { auth: { user: 'a', pass: 'b' } }, reason: 'media-login' },
    { what: 'a function asks for a login', changes: { auth: () => undefined }, reason: 'media-login' },
    { what: 'Node-RED speaks https', changes: { isSecure: true }, reason: 'media-https' },
    { what: 'Node-RED listens on loopback', changes: { listening: at('127.0.0.1') }, reason: 'media-host' },
    { what: 'Node-RED listens on loopback (IPv6)', changes: { listening: at('::1') }, reason: 'media-host' },
    { what: 'Node-RED does not listen in IPv6', changes: {}, local: 'fd00::7', reason: 'media-host' },
    { what: 'Node-RED does not listen', changes: { listening: null }, reason: 'media-host' },
    { what: 'Node-RED listens at no port', changes: { listening: '/run/red' }, reason: 'media-host' },
    { what: 'the address is none', changes: { url: 'proxy.lan' }, reason: 'media-url' },
    { what: 'the address is no text', changes: { url: 7 }, reason: 'media-url' },
    {
      what: 'the port is taken',
      changes: { listener: { port: '1881', problem: 'EADDRINUSE' } },
      reason: 'media-port',
    },
  ]) {
    it(`cannot be had where ${what}`, () => {
      assert.throws(
        () => folderFor(local, facts(changes)),
        (error) =>
          error instanceof LaMetricError && error.code === 'NOT_CONFIGURED' && error.reason === reason,
      );
    });
  }
});
