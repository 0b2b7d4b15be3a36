/** Composition root of `fivesec webhook`: connects files, server and app, without logic of its own. */

import { formatServer, type Server } from '../domain/server.ts';
import { type Clock, sleep } from '../platform/clock.ts';
import { Failure } from '../platform/failure.ts';
import type { Log } from '../platform/log.ts';
import { isKnownToGlibc, showOption } from './admission/option.ts';
import { createAdmissionApp } from './app.ts';
import type { AdmissionMetrics } from './metrics.ts';
import type { WebhookConfig } from './settings.ts';
import { CertificateWatch } from './tls/certificates.ts';
import { type CertificatePair, loadPair } from './tls/key-pair.ts';
import { listenSecurely } from './tls/server.ts';

/** Enough for every request that the API server still waits for. */
const STOP_GRACE_MS = 5_000;

export interface WebhookPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: AdmissionMetrics;
  readonly version: string;
}

export interface RunningWebhook {
  /** Where it listens, with the port that the kernel chose; the address is empty for all of them. */
  readonly at: Server;
  /** Graceful, within `drainMs` and 5 s more; every call gets the same end. */
  stop(): Promise<void>;
}

/** @throws Failure `unreadable-file` without a usable certificate, `listen` without a free address. */
export async function runWebhook(config: WebhookConfig, ports: WebhookPorts): Promise<RunningWebhook> {
  const { clock, log, metrics } = ports;
  const loaded = await loadPair(config);
  if (loaded.kind === 'bad') throw new Failure('unreadable-file', `no certificate to serve: ${loaded.why}`);

  let isStopping = false;
  const certificates = new CertificateWatch(config, loaded.pair, { clock, log, onSwap });
  const rules = { ...config, version: ports.version, ownNamespace: config.ownNamespace || undefined };
  const isReady = () => !isStopping && certificates.current.expiresMs > clock.wall();
  const handler = createAdmissionApp({ ...ports, rules, maxBodyBytes: config.maxBodyBytes, isReady });
  const server = await listenSecurely(loaded.pair, config.listen, { clock, log, handler });

  function onSwap(pair: CertificatePair): void {
    server.use(pair);
    announce(pair);
  }

  function announce({ expiresMs }: CertificatePair): void {
    metrics.certificateExpires(expiresMs / 1_000);
    const until = new Date(expiresMs).toISOString();
    if (expiresMs <= clock.wall())
      log.error({ until }, 'the certificate has expired: no API server accepts it');
    else log.info({ until }, 'certificate served');
  }

  async function end(): Promise<void> {
    isStopping = true;
    await sleep(clock, config.drainMs);
    certificates.stop();
    await server.stop(STOP_GRACE_MS);
    log.info({}, 'webhook stopped');
  }

  announce(loaded.pair);
  certificates.start();
  const options = config.options.map(showOption);
  log.info({ address: formatServer(server.at), mode: config.mode, options }, 'webhook listens');
  for (const option of config.options.filter((each) => !isKnownToGlibc(each)))
    log.warn({ option: showOption(option) }, 'no C library that we know reads this option');

  let ending: Promise<void> | undefined;
  return {
    at: server.at,
    stop() {
      ending ??= end();
      return ending;
    },
  };
}
