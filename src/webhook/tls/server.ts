/** The webhook's HTTPS server: limits that suit the API server as a client, and a log of failed handshakes. */

import type { RequestListener } from 'node:http';
import { type ListenOn, listenTls, type RunningTlsServer, type ServerLimits } from '../../http/server.ts';
import type { Clock } from '../../platform/clock.ts';
import { errorCode } from '../../platform/failure.ts';
import type { Log } from '../../platform/log.ts';
import type { CertificatePair } from './key-pair.ts';

/** The API server gives up after the webhook's `timeoutSeconds` (3 in our chart): a later answer has no reader. */
const REQUEST_MS = 5_000;
/**
 * Longer than the 90 s after which the API server drops an idle connection (`http.Transport.IdleConnTimeout`).
 * Were it shorter, a request could meet our FIN, fail, and with `failurePolicy: Ignore` leave its pod unpatched.
 */
const KEEP_ALIVE_MS = 120_000;

const API_SERVER_LIMITS: ServerLimits = {
  headersMs: REQUEST_MS,
  requestMs: REQUEST_MS,
  keepAliveMs: KEEP_ALIVE_MS,
  checkEveryMs: 1_000,
  maxHeaderBytes: 16_384,
  maxConnections: 512,
};

export interface SecureServerPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly handler: RequestListener;
}

/** @throws Failure `listen` with the address. */
export function listenSecurely(
  identity: CertificatePair,
  on: ListenOn,
  { clock, log, handler }: SecureServerPorts,
): Promise<RunningTlsServer> {
  const onHandshakeError = (error: Error) => logHandshakeError(log, error);
  return listenTls(handler, on, clock, API_SERVER_LIMITS, { identity, onHandshakeError });
}

/** An alert means that the client refused our certificate: the configuration's `caBundle` belongs to another CA. */
function logHandshakeError(log: Log, error: Error): void {
  const code = errorCode(error);
  if (code.includes('ALERT')) log.warn({ code }, 'a client refused the certificate');
  else log.debug({ code }, 'TLS handshake failed');
}
