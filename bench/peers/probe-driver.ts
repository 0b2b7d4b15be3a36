/**
 * Runs in a pod: requests probes from blackbox_exporter at an even rate, one at a time, and prints the result of each.
 *   URL PER_SECOND SECONDS
 */

import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const [url, perSecond, seconds] = z
  .tuple([z.string(), z.coerce.number(), z.coerce.number()])
  .parse(process.argv.slice(2));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const startMs = performance.now();
const probes: { readonly atMs: number; readonly tookMs: number; readonly answered: boolean }[] = [];
for (let due = 1; due <= perSecond * seconds; due += 1) {
  const leftMs = startMs + (due * 1000) / perSecond - performance.now();
  // A probe that took longer than the interval: the turns in that time are skipped.
  if (leftMs < 0) continue;
  await pause(leftMs);
  const atMs = Date.now();
  const text = await probe();
  const took = /^probe_dns_duration_seconds\{phase="request"\} (\S+)$/m.exec(text)?.[1];
  probes.push({ atMs, tookMs: Number(took) * 1000, answered: /^probe_success 1$/m.test(text) });
}
agent.destroy();
console.log(JSON.stringify(probes));

function probe(): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks).toString()));
    }).once('error', reject);
  });
}
