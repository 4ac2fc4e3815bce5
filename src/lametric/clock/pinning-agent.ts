import { constants } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type AgentOptions } from 'node:https';
import { type Socket, connect, isIP } from 'node:net';
import { type SecureContext, type TLSSocket, connect as connectTls, createSecureContext } from 'node:tls';
import { waitFor } from '../connection/deadline';
import { Semaphore } from '../connection/semaphore';
import { LaMetricError, toLaMetricError } from '../errors';
import { isString } from '../guards';
import { PATIENCE } from '../http/agents';
import { limitReading } from '../http/limit-reading';
import type { Certificate } from './certificate';

/** Milliseconds for TCP: by a number, and by a name, whose addresses are tried one after the other. */
const TCP_TIMEOUT = { number: 5000, name: 10_000 };
/** Milliseconds for the TLS handshake, from its turn on. A request that is given up meanwhile does not end it. */
const TLS_TIMEOUT = 5000;

/** Handshakes at a time over all clocks: a thousand at once would block the event loop until each of them is late. */
const turns = new Semaphore(16);

let context: SecureContext | undefined;

/**
 * One for all clocks, since making one takes as long as a handshake. It takes old versions, ciphers, keys and signatures as
 * well: the clock is known by its certificate, and not by who signed that.
 */
function sharedContext(): SecureContext {
  context ??= createSecureContext({
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  });
  return context;
}

/** Connects by TLS, and hands a connection over to a request only after it has compared the certificate. */
export class PinningAgent extends Agent {
  readonly #certificate: Certificate;
  #connecting: Socket | undefined;

  constructor(certificate: Certificate, options: AgentOptions) {
    super(options);
    this.#certificate = certificate;
  }

  override createConnection(...[options, callback]: Parameters<Agent['createConnection']>): undefined {
    // Requests come one after another: the one that needed this connection was given up.
    this.#connecting?.destroy();
    const host = options.host ?? '';
    const tcp = connect({ ...PATIENCE, host, port: Number(options.port), noDelay: true });
    this.#connecting = tcp;
    this.#secure(tcp, isIP(host) === 0 ? TCP_TIMEOUT.name : TCP_TIMEOUT.number)
      .finally(() => {
        if (this.#connecting === tcp) this.#connecting = undefined;
      })
      .then(
        (socket) => callback?.(null, socket),
        (error: unknown) => {
          tcp.destroy();
          callback?.(toLaMetricError(error), tcp);
        },
      );
  }

  /** Resolves if the clock is the one that is trusted. @param timeout of TCP, in milliseconds */
  async #secure(tcp: Socket, timeout: number): Promise<TLSSocket> {
    const failed = new AbortController();
    const { signal } = failed;
    tcp.once('error', (error) => failed.abort(unreachable(wordsFor(error), error)));
    tcp.once('close', () => failed.abort(unreachable('no connection')));
    const late = (milliseconds: number) =>
      limitReading(
        milliseconds,
        () => tcp,
        () => failed.abort(unreachable(`no connection within ${milliseconds / 1000} s`)),
      );
    const stop = late(timeout);
    await waitFor(once(tcp, 'connect', { signal }), signal).finally(stop);
    const turn = { signal, lacks: 'turn' as const, sent: false, left: () => Infinity };
    const socket = await turns.run(async () => {
      const stopTls = late(TLS_TIMEOUT);
      return shakeHands(tcp, failed).finally(stopTls);
    }, turn);
    // Saving has its own limits.
    await this.#check(socket);
    return socket;
  }

  async #check(socket: TLSSocket): Promise<void> {
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
    if (fingerprint === undefined) throw unreachable('no certificate');
    await this.#certificate.observe(fingerprint);
    if (fingerprint === this.#certificate.trusted) return;
    const message = 'the clock shows another certificate than before';
    throw new LaMetricError('CERTIFICATE_CHANGED', message, { said: '', sent: false });
  }
}

/** @param failed ends it; aborted if it fails */
async function shakeHands(tcp: Socket, failed: AbortController): Promise<TLSSocket> {
  failed.signal.throwIfAborted();
  // No TLS session is resumed, so the clock always shows its certificate.
  const socket = connectTls({
    socket: tcp,
    secureContext: sharedContext(),
    minDHSize: 512,
    rejectUnauthorized: false,
  });
  socket.on('error', (error) =>
    failed.abort(unreachable(`TLS: ${wordsFor(error)}`, error).with({ reason: 'protocol' })),
  );
  await waitFor(new Promise<void>((resolve) => socket.once('secureConnect', () => resolve())), failed.signal);
  return socket;
}

/** OpenSSL's reason, such as `tlsv1 alert protocol version`, or the code. */
function wordsFor(error: NodeJS.ErrnoException): string {
  const reason: unknown = Reflect.get(error, 'reason');
  return isString(reason) ? reason : (error.code ?? 'no connection');
}

function unreachable(message: string, cause?: Error): LaMetricError {
  return new LaMetricError('UNREACHABLE', message, { sent: false, cause });
}
