/** One listening socket: starts or says why not in one line, and ends within a deadline. */

import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { formatServer, type Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode, Failure } from '../platform/failure.ts';

export interface ListenOn {
  /** All addresses, IPv6 and IPv4, if not given. */
  readonly address: string | undefined;
  /** 0 lets the kernel choose. */
  readonly port: number;
}

export interface RunningServer {
  /** Where it listens, with the port that the kernel chose. */
  readonly at: Server;
  /**
   * Accepts nothing new, closes idle connections, lets requests under way finish, and cuts what is left
   * after `deadlineMs`. Never rejects; calling it again waits for the same end.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** Scrapes are small: who needs longer to send a request is no scraper. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16_384,
};
const MOST_CONNECTIONS = 512;

const EXPLAINED: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'the port is for privileged processes',
  EAFNOSUPPORT: 'this machine does not speak that address family',
  ENOTFOUND: 'there is no such host',
};

/** Throws `Failure('listen')` if the address is taken or can't be had. */
export async function listen(handler: RequestListener, on: ListenOn, clock: Clock): Promise<RunningServer> {
  const server = createServer(LIMITS, handler);
  server.maxConnections = MOST_CONNECTIONS;
  await bound(server, on);
  let stopping: Promise<void> | undefined;
  server.on('request', (_request, response) => {
    // A connection that was busy when the end began becomes idle, and may go, when its response is sent.
    response.once('close', () => stopping && server.closeIdleConnections());
  });
  return {
    at: addressOf(server, on),
    stop(deadlineMs) {
      stopping ??= closed(server, deadlineMs, clock);
      return stopping;
    },
  };
}

function bound(server: HttpServer, { address, port }: ListenOn): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenFailure(formatServer({ address: address ?? '', port }), error));
    });
    server.listen({ port, ...(address !== undefined && { host: address }) }, resolve);
  });
}

/** For every command that serves: each has its `place` from the flag `--listen`. */
export function listenFailure(place: string, cause: Error): Failure {
  const code = errorCode(cause);
  const reason = EXPLAINED[code];
  const message = `can't listen on ${place} (--listen): ${reason ? `${reason} (${code})` : code}`;
  return new Failure('listen', message, { cause });
}

function addressOf(server: HttpServer, on: ListenOn): Server {
  const at = server.address();
  const port = at !== null && typeof at === 'object' ? at.port : on.port;
  return { address: on.address ?? '', port };
}

function closed(server: HttpServer, deadlineMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(deadlineMs, () => server.closeAllConnections());
    server.close(() => {
      cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}
