/** A server on one socket, plain or TLS. It starts, or fails with a reason on one line. It stops within a deadline. */

import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https';
import { formatServer, type Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode, Failure } from '../platform/failure.ts';
import { limitConnections } from './crowd.ts';
import { gracefulStop } from './graceful-stop.ts';

export interface ListenOn {
  /** All addresses, IPv6 and IPv4, if not given. */
  readonly address: string | undefined;
  /** 0 lets the kernel choose. */
  readonly port: number;
}

/** The time limits of a client, in milliseconds. */
export interface ServerLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to its last; for TLS also the handshake. */
  readonly requestMs: number;
  /** How long a connection may be idle. */
  readonly keepAliveMs: number;
  /** The interval at which the two limits of a request are checked, so a request may exceed them by this much. */
  readonly checkEveryMs: number;
  readonly maxHeaderBytes: number;
  /** Of more connections, the oldest one without a request is ended. */
  readonly maxConnections: number;
}

/** PEM: the serving certificate with its chain, and its private key. */
interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

export interface TlsServing {
  readonly identity: TlsIdentity;
  /** A handshake that failed: the client refused the certificate, or it speaks no TLS. */
  readonly onHandshakeError: (error: Error) => void;
}

export interface RunningServer {
  /** Where it listens, with the port that the kernel chose. */
  readonly at: Server;
  /**
   * Accepts nothing new, closes idle connections, lets requests under way finish, and cuts what is left
   * after `deadlineMs`, handshakes included. Never rejects; every call waits for the same end.
   */
  stop(deadlineMs: number): Promise<void>;
}

export interface RunningTlsServer extends RunningServer {
  /** Serves this certificate to connections from now on; open ones keep theirs. */
  use(identity: TlsIdentity): void;
}

/** For pages and scrapes, which are small requests. */
export const SCRAPE_LIMITS: ServerLimits = {
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 75_000,
  checkEveryMs: 30_000,
  maxHeaderBytes: 16_384,
  maxConnections: 512,
};

const EXPLAINED: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'the port is for privileged processes',
  EAFNOSUPPORT: 'this machine does not speak that address family',
  ENOTFOUND: 'there is no such host',
};

/** @throws Failure `listen` if the address is taken or can't be had. */
export function listen(
  handler: RequestListener,
  on: ListenOn,
  clock: Clock,
  limits: ServerLimits = SCRAPE_LIMITS,
): Promise<RunningServer> {
  return started(createServer(optionsOf(limits)), { handler, on, clock, limits });
}

/** @throws Failure `listen` if the address is taken or can't be had; an Error for PEM that OpenSSL can't read. */
export async function listenTls(
  handler: RequestListener,
  on: ListenOn,
  clock: Clock,
  limits: ServerLimits,
  { identity, onHandshakeError }: TlsServing,
): Promise<RunningTlsServer> {
  const options = { ...optionsOf(limits), handshakeTimeout: limits.requestMs, ...contextOf(identity) };
  const server = createTlsServer(options);
  server.on('tlsClientError', onHandshakeError);
  const running = await started(server, { handler, on, clock, limits });
  return { ...running, use: (next) => server.setSecureContext(contextOf(next)) };
}

interface Start {
  readonly handler: RequestListener;
  readonly on: ListenOn;
  readonly clock: Clock;
  readonly limits: ServerLimits;
}

async function started(server: HttpServer | HttpsServer, start: Start): Promise<RunningServer> {
  const { handler, on, clock, limits } = start;
  limitConnections(server, limits.maxConnections);
  const stop = gracefulStop(server, clock);
  server.on('request', handler);
  await bound(server, on);
  return { at: addressOf(server, on), stop };
}

function optionsOf({ headersMs, requestMs, keepAliveMs, checkEveryMs, maxHeaderBytes }: ServerLimits) {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: checkEveryMs,
    maxHeaderSize: maxHeaderBytes,
  };
}

function contextOf({ cert, key }: TlsIdentity) {
  return { cert, key, minVersion: 'TLSv1.2' } as const;
}

function bound(server: HttpServer | HttpsServer, { address, port }: ListenOn): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure({ address: address ?? '', port }, error)));
    server.listen({ port, ...(address !== undefined && { host: address }) }, resolve);
  });
}

/** Every command that serves has its address from the flag `--listen`. */
function listenFailure(place: Server, cause: Error): Failure {
  const code = errorCode(cause);
  const reason = EXPLAINED[code];
  const message = `can't listen on ${formatServer(place)} (--listen): ${reason ? `${reason} (${code})` : code}`;
  return new Failure('listen', message, { cause });
}

function addressOf(server: HttpServer | HttpsServer, on: ListenOn): Server {
  const at = server.address();
  const port = at !== null && typeof at === 'object' ? at.port : on.port;
  return { address: on.address ?? '', port };
}
