/**
 * The load test of the webhook: 1,000 reviews a second for 60 s over HTTPS, ten certificate swaps meanwhile, open and
 * fresh connections. Prints latencies, errors and memory as JSON.   [rate] [seconds]
 */

import { Agent, request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import { reviewOf } from '../test/support/webhook/admission.ts';
import { makePair } from '../test/support/webhook/certificates.ts';
import { WebhookProcess } from '../test/support/webhook/webhook-process.ts';

const SWAPS = 10;
/** autocannon sends each second in bursts at full speed, on all connections at once: harder than an even load. */
const CONNECTIONS = 8;
const rate = Number(process.argv[2] ?? 1_000);
const seconds = Number(process.argv[3] ?? 60);

// Made before the measurement, because making one blocks the event loop.
const pairs = Array.from({ length: SWAPS }, (_, swap) => makePair(`swap-${swap + 1}`));
const webhook = await WebhookProcess.start({ FIVESEC_WEBHOOK_OPTION: 'single-request-reopen,ndots:2' });
const url = `https://127.0.0.1:${webhook.port}/mutate`;

await load(Math.min(5, seconds));
const before = await webhook.usage();
const fresh = { ok: 0, failed: 0 };
const [result] = await Promise.all([load(seconds), swapCertificates(), connectRepeatedly()]);
const after = await webhook.usage();
await webhook.stop();

console.log(
  JSON.stringify(
    {
      asked: { rate, seconds, connections: CONNECTIONS },
      answered: { total: result.requests.total, perSecond: result.requests.average },
      failures: {
        errors: result.errors,
        timeouts: result.timeouts,
        non2xx: result.non2xx,
        fresh: fresh.failed,
      },
      freshConnections: fresh.ok,
      swapsServed: after.swaps - before.swaps,
      latencyMs: {
        p50: result.latency.p50,
        p90: result.latency.p90,
        p99: result.latency.p99,
        p999: result.latency.p99_9,
        max: result.latency.max,
      },
      rssMiB: { before: mebibytes(before.rssBytes), after: mebibytes(after.rssBytes) },
      cpuShare: Number(((after.cpuSeconds - before.cpuSeconds) / seconds).toFixed(3)),
    },
    null,
    2,
  ),
);

function load(duration: number) {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(reviewOf(realisticPod()));
  return autocannon({
    url,
    method: 'POST',
    headers,
    body,
    duration,
    overallRate: rate,
    connections: CONNECTIONS,
  });
}

async function swapCertificates(): Promise<void> {
  for (const pair of pairs) {
    await pause((seconds * 1_000) / (SWAPS + 1));
    webhook.mount.update(pair);
  }
}

/** Open connections keep the certificate they began with, so only a new handshake shows a swap. */
async function connectRepeatedly(): Promise<void> {
  for (let attempt = 0; attempt < seconds * 10 - 10; attempt += 1) {
    await Promise.all([pause(100), connectOnce()]);
  }
}

function connectOnce(): Promise<void> {
  const body = JSON.stringify(reviewOf(realisticPod()));
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
  const options = {
    method: 'POST',
    rejectUnauthorized: false,
    agent,
    headers: { 'content-type': 'application/json' },
  };
  return new Promise((resolve) => {
    const sent = request(url, options, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) fresh.ok += 1;
        else fresh.failed += 1;
        resolve();
      });
    });
    sent.once('error', () => {
      fresh.failed += 1;
      resolve();
    });
    sent.end(body);
  });
}

/** Of the size that a pod with a few containers has on its way through admission: about 6 kB. */
function realisticPod() {
  const container = (name: string) => ({
    name,
    image: `registry.example/shop/${name}:1.2.3`,
    env: Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: 'x'.repeat(40) })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    volumeMounts: [
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
    terminationMessagePath: '/dev/termination-log',
  });
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { generateName: 'web-7d9-', labels: { app: 'web' }, annotations: { team: 'shop' } },
    spec: {
      dnsPolicy: 'ClusterFirst',
      dnsConfig: { options: [{ name: 'timeout', value: '2' }] },
      containers: ['web', 'proxy', 'logs', 'metrics'].map(container),
    },
  };
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
