import { Agent, type AgentOptions } from 'node:https';
import { type TLSSocket, connect } from 'node:tls';
import { LaMetricError } from '../errors';

/** The longest that a handshake may take, in milliseconds. A request that is given up meanwhile does not end it. */
const HANDSHAKE_TIMEOUT = 5000;

/**
 * A clock's certificate, known by its SHA-256 fingerprint (`AA:BB:…`, upper case). Clocks sign their own, so nothing else
 * says that this is the same clock as before: the names and dates in it do not count.
 */
export class Certificate {
  /** The fingerprint of what the clock showed last. */
  shown: string | undefined;
  readonly #onTrusted: (fingerprint: string) => void;
  #trusted: string | undefined;

  /** @param onTrusted is told what it is to show from now on, so that it can be remembered */
  constructor(trusted: string | undefined, onTrusted: (fingerprint: string) => void) {
    this.#trusted = trusted;
    this.#onTrusted = onTrusted;
  }

  /** The fingerprint of what it is to show. */
  get trusted(): string | undefined {
    return this.#trusted;
  }

  trust(fingerprint: string): void {
    this.#trusted = fingerprint;
    this.#onTrusted(fingerprint);
  }

  /** Whether a certificate is this one. The first that is ever shown is. */
  accepts(fingerprint: string): boolean {
    this.shown = fingerprint;
    if (this.#trusted === undefined) this.trust(fingerprint);
    return fingerprint === this.#trusted;
  }
}

/** Connects by TLS, and hands a connection over to a request only after it has seen the certificate. */
export class PinningAgent extends Agent {
  readonly #certificate: Certificate;
  #connecting: TLSSocket | undefined;

  constructor(certificate: Certificate, options: AgentOptions) {
    super(options);
    this.#certificate = certificate;
  }

  override createConnection(...[options, callback]: Parameters<Agent['createConnection']>): undefined {
    // Requests come one after another: the one that wanted this connection has given up.
    this.#connecting?.destroy();
    // No session is ever resumed, so the clock always shows its certificate.
    const { host, port } = options;
    const socket = connect({ host: host ?? '', port: Number(port), rejectUnauthorized: false });
    socket.setNoDelay(true);
    this.#connecting = socket;
    let isOver = false;
    const end = (error: LaMetricError | null) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (this.#connecting === socket) this.#connecting = undefined;
      if (error !== null) socket.destroy();
      callback?.(error, socket);
    };
    const timer = setTimeout(() => {
      end(unreachable(`no connection within ${HANDSHAKE_TIMEOUT / 1000} s`));
    }, HANDSHAKE_TIMEOUT);
    socket.on('secureConnect', () => end(this.#check(socket)));
    socket.on('error', (error: NodeJS.ErrnoException) => end(unreachable(error.code ?? 'no connection')));
    socket.on('close', () => end(unreachable('no connection')));
  }

  #check(socket: TLSSocket): LaMetricError | null {
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
    if (fingerprint === undefined) return unreachable('no certificate');
    if (this.#certificate.accepts(fingerprint)) return null;
    const message = 'the clock shows another certificate than before';
    return new LaMetricError('CERTIFICATE_CHANGED', message, { said: '', sent: false });
  }
}

function unreachable(message: string): LaMetricError {
  return new LaMetricError('UNREACHABLE', message, { sent: false });
}
