import { Agent, type AgentOptions } from 'node:https';
import { type TLSSocket, connect } from 'node:tls';
import { LaMetricError } from '../errors';

/** The longest that TCP and TLS handshake may take, in milliseconds. A request that is given up meanwhile does not end them. */
const HANDSHAKE_TIMEOUT = 5000;

/**
 * A clock's certificate, known by its SHA-256 fingerprint (`AA:BB:…`, upper case). Clocks sign their own certificates, so
 * only the fingerprint tells whether this is the same clock as before: names and dates do not count.
 */
export class Certificate {
  readonly #onTrusted: (fingerprint: string) => void;
  #trusted: string | undefined;
  #shown: string | undefined;

  /** @param onTrusted remembers the fingerprint that is trusted from now on */
  constructor(trusted: string | undefined, onTrusted: (fingerprint: string) => void) {
    this.#trusted = trusted;
    this.#onTrusted = onTrusted;
  }

  /** The trusted fingerprint. */
  get trusted(): string | undefined {
    return this.#trusted;
  }

  /** The fingerprint that the clock showed last. */
  get shown(): string | undefined {
    return this.#shown;
  }

  trust(fingerprint: string): void {
    this.#trusted = fingerprint;
    this.#onTrusted(fingerprint);
  }

  /** Notes the fingerprint that the clock shows. The first one ever is trusted. */
  observe(fingerprint: string): void {
    this.#shown = fingerprint;
    if (this.#trusted === undefined) this.trust(fingerprint);
  }

  /** Whether the clock shows the certificate that is trusted. */
  get isTrusted(): boolean {
    return this.#shown !== undefined && this.#shown === this.#trusted;
  }
}

/** Connects by TLS, and hands a connection over to a request only after it has compared the certificate. */
export class PinningAgent extends Agent {
  readonly #certificate: Certificate;
  #connecting: TLSSocket | undefined;

  constructor(certificate: Certificate, options: AgentOptions) {
    super(options);
    this.#certificate = certificate;
  }

  override createConnection(...[options, callback]: Parameters<Agent['createConnection']>): undefined {
    // Requests come one after another: the one that needed this connection was given up.
    this.#connecting?.destroy();
    // No TLS session is resumed, so the clock always shows its certificate.
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
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(unreachable(error.code ?? 'no connection', error)),
    );
    socket.on('close', () => end(unreachable('no connection')));
  }

  #check(socket: TLSSocket): LaMetricError | null {
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
    if (fingerprint === undefined) return unreachable('no certificate');
    this.#certificate.observe(fingerprint);
    if (this.#certificate.isTrusted) return null;
    const message = 'the clock shows another certificate than before';
    return new LaMetricError('CERTIFICATE_CHANGED', message, { said: '', sent: false });
  }
}

function unreachable(message: string, cause?: Error): LaMetricError {
  return new LaMetricError('UNREACHABLE', message, { sent: false, cause });
}
