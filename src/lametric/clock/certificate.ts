import { Agent, type AgentOptions } from 'node:https';
import { type TLSSocket, connect } from 'node:tls';
import { LaMetricError, toLaMetricError } from '../errors';

/** The longest that TCP and TLS handshake may take, in milliseconds. A request that is given up meanwhile does not end them. */
const HANDSHAKE_TIMEOUT = 5000;

/** The place where it is remembered which certificate is trusted. */
export interface TrustStore {
  /** The trusted fingerprint, as it stands now: others may write it, too. */
  readonly trusted: string | undefined;
  /** Trusts a fingerprint from now on. Resolves once that is saved, or cannot be. */
  trust(fingerprint: string): Promise<void>;
  /**
   * Trusts the first fingerprint ever, unless another one turns out to be trusted. Resolves as `trust` does.
   * @throws {LaMetricError} `UNREACHABLE` or `NOT_CONFIGURED` while it cannot be known whether another one is
   */
  trustFirst(fingerprint: string): Promise<void>;
}

/** Remembers the trusted fingerprint until the process ends. */
export class TrustInMemory implements TrustStore {
  trusted: string | undefined;

  constructor(trusted?: string) {
    this.trusted = trusted;
  }

  async trust(fingerprint: string): Promise<void> {
    this.trusted = fingerprint;
  }

  async trustFirst(fingerprint: string): Promise<void> {
    this.trusted ??= fingerprint;
  }
}

/**
 * A clock's certificate, known by its SHA-256 fingerprint (`AA:BB:…`, upper case). Clocks sign their own certificates, so
 * only the fingerprint tells whether this is the same clock as before: names and dates do not count.
 */
export class Certificate {
  readonly #store: TrustStore;
  #shown: string | undefined;

  constructor(store: TrustStore = new TrustInMemory()) {
    this.#store = store;
  }

  /** The trusted fingerprint. */
  get trusted(): string | undefined {
    return this.#store.trusted;
  }

  /** The fingerprint that the clock showed last. */
  get shown(): string | undefined {
    return this.#shown;
  }

  /** Resolves once it is saved, or cannot be. */
  trust(fingerprint: string): Promise<void> {
    return this.#store.trust(fingerprint);
  }

  /**
   * Notes the fingerprint that the clock shows. The first one ever is trusted, and saved before anything is sent.
   * @throws {LaMetricError} as `TrustStore.trustFirst`
   */
  async observe(fingerprint: string): Promise<void> {
    this.#shown = fingerprint;
    if (this.trusted === undefined) await this.#store.trustFirst(fingerprint);
  }

  /** Whether the clock shows the certificate that is trusted. */
  get isTrusted(): boolean {
    return this.#shown !== undefined && this.#shown === this.trusted;
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
    const end = (error: Error | null) => {
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
    socket.on('secureConnect', () => {
      // Saving has its own limits.
      clearTimeout(timer);
      this.#check(socket).then(
        () => end(null),
        (error: unknown) => end(toLaMetricError(error)),
      );
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(unreachable(error.code ?? 'no connection', error)),
    );
    socket.on('close', () => end(unreachable('no connection')));
  }

  /** Resolves if the clock is the one that is trusted. */
  async #check(socket: TLSSocket): Promise<void> {
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
    if (fingerprint === undefined) throw unreachable('no certificate');
    await this.#certificate.observe(fingerprint);
    if (fingerprint === this.#certificate.trusted) return;
    const message = 'the clock shows another certificate than before';
    throw new LaMetricError('CERTIFICATE_CHANGED', message, { said: '', sent: false });
  }
}

function unreachable(message: string, cause?: Error): LaMetricError {
  return new LaMetricError('UNREACHABLE', message, { sent: false, cause });
}
