/** A whole webhook on a free port of loopback, with a client that trusts it and a fake of its metrics. */

import { Agent, request } from 'node:https';
import { systemClock } from '../../../src/platform/clock.ts';
import { type Log, silentLog } from '../../../src/platform/log.ts';
import { parseWebhookConfig, type WebhookFlags } from '../../../src/webhook/config.ts';
import type { AdmissionMetrics, ReviewResult } from '../../../src/webhook/metrics.ts';
import { type RunningWebhook, runWebhook } from '../../../src/webhook/webhook.ts';
import { makePair, type PemPair, SecretMount } from './certificates.ts';

export class FakeMetrics implements AdmissionMetrics {
  readonly results: ReviewResult[] = [];
  readonly seconds: number[] = [];
  readonly expiries: number[] = [];

  reviewed(result: ReviewResult, seconds: number): void {
    this.results.push(result);
    this.seconds.push(seconds);
  }

  certificateExpires(epochSeconds: number): void {
    this.expiries.push(epochSeconds);
  }

  render() {
    return Promise.resolve({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: '# fake\n' });
  }
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** The common name of the certificate that the handshake used. */
  readonly commonName: string | undefined;
}

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
}

/** Any certificate is accepted; the reply names the one that was served. */
export function callWebhook(
  port: number,
  { method = 'POST', path = '/mutate', headers, body, agent }: Call,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      rejectUnauthorized: false,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      agent: agent ?? new Agent({ keepAlive: false, maxCachedSessions: 0 }),
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const commonName = peerName(response.socket);
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers, commonName });
      });
    });
    sent.end(body);
  });
}

export class TestWebhook {
  readonly metrics: FakeMetrics;
  readonly mount: SecretMount;
  readonly running: RunningWebhook;

  constructor(mount: SecretMount, running: RunningWebhook, metrics: FakeMetrics) {
    this.mount = mount;
    this.running = running;
    this.metrics = metrics;
  }

  static async start(flags: WebhookFlags = {}, log: Log = silentLog, pair: PemPair = makePair('first')) {
    const mount = new SecretMount(pair);
    const files = { certFile: mount.certFile, keyFile: mount.keyFile };
    const config = parseWebhookConfig({ listen: '127.0.0.1:0', ...files, ...flags }, {}, () => '');
    const metrics = new FakeMetrics();
    const running = await runWebhook(config, { clock: systemClock, log, metrics, version: '1.2.3' });
    return new TestWebhook(mount, running, metrics);
  }

  get port(): number {
    return this.running.at.port;
  }

  call(call: Call): Promise<Reply> {
    return callWebhook(this.port, call);
  }

  post(value: unknown, agent?: Agent): Promise<Reply> {
    return this.call({ body: JSON.stringify(value), ...(agent && { agent }) });
  }

  async stop(): Promise<void> {
    await this.running.stop();
    this.mount.remove();
  }
}

function peerName(socket: object): string | undefined {
  if (!('getPeerCertificate' in socket) || typeof socket.getPeerCertificate !== 'function') return undefined;
  const certificate: unknown = socket.getPeerCertificate();
  const subject: unknown =
    typeof certificate === 'object' && certificate && 'subject' in certificate
      ? certificate.subject
      : undefined;
  const name: unknown = typeof subject === 'object' && subject && 'CN' in subject ? subject.CN : undefined;
  return typeof name === 'string' ? name : undefined;
}
