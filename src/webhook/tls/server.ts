/** HTTPS with a limit on everything that a stranger could stretch, certificates that can be swapped, and an end. */

import type { RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { listenFailure } from '../../http/server.ts';
import type { Clock } from '../../platform/clock.ts';
import { errorCode } from '../../platform/failure.ts';
import type { Log } from '../../platform/log.ts';
import { formatListen, type ListenAddress } from '../listen.ts';
import type { CertificatePair } from './key-pair.ts';

/** The API server gives up after the webhook's `timeoutSeconds` (3 in our chart): later is of no use to anyone. */
const REQUEST_MS = 5_000;
/**
 * Longer than the 90 s after which the API server drops an idle connection (`http.Transport.IdleConnTimeout`).
 * Were it shorter, a request could meet our FIN, fail, and with `failurePolicy: Ignore` leave its pod unpatched.
 */
const KEEP_ALIVE_MS = 120_000;
const MAX_CONNECTIONS = 512;
const MAX_HEADER_BYTES = 16_384;

export interface ServerPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly handler: RequestListener;
}

export class SecureServer {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();
  #isStopping = false;

  constructor(pair: CertificatePair, ports: ServerPorts) {
    this.#clock = ports.clock;
    this.#server = createServer({
      ...contextOf(pair),
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      handshakeTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket: Socket) => this.#remember(socket));
    this.#server.on('request', (_, response) => this.#follow(response));
    this.#server.on('request', ports.handler);
    this.#server.on('tlsClientError', (error) => tell(ports.log, error));
  }

  /** @throws Failure `listen` with the address. */
  listen({ host, port }: ListenAddress): Promise<ListenAddress> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause) => {
        reject(listenFailure(formatListen({ ...(host && { host }), port }), cause));
      });
      this.#server.listen({ port, ...(host && { host }) }, () => {
        const bound = this.#server.address();
        if (bound && typeof bound === 'object') resolve({ host: bound.address, port: bound.port });
      });
    });
  }

  /** For connections from now on; those that are open go on with what they shook hands on. */
  use(pair: CertificatePair): void {
    this.#server.setSecureContext(contextOf(pair));
  }

  /** No new connection, every request under way is answered; what is not done after `graceMs` is cut off. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cancel = this.#clock.after(graceMs, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
    await closed;
    cancel();
  }

  /** Also those still in their handshake, which `closeAllConnections` does not know. */
  #remember(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #follow(response: ServerResponse): void {
    if (this.#isStopping) response.shouldKeepAlive = false;
    response.once('close', () => {
      if (this.#isStopping) this.#server.closeIdleConnections();
    });
  }
}

function contextOf({ cert, key }: CertificatePair) {
  return { cert, key, minVersion: 'TLSv1.2' } as const;
}

/** An alert means that the client refused our certificate: the `caBundle` of the configuration is of another CA. */
function tell(log: Log, error: Error): void {
  const code = errorCode(error);
  if (code.includes('ALERT')) log.warn({ code }, 'a client refused the certificate');
  else log.debug({ code }, 'TLS handshake failed');
}
