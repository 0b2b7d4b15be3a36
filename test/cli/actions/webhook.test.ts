/** `fivesec webhook` as a process: its flags, its metrics through the real recorder, and its end by a signal. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { requirement } from '../../support/machine/requirement.ts';
import { RUN_TYPESCRIPT } from '../../support/machine/run-typescript.ts';
import { quickest } from '../../support/time/quickest.ts';
import { reviewOf } from '../../support/webhook/admission.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL, SecretMount } from '../../support/webhook/certificates.ts';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const pod = { metadata: { name: 'web' }, spec: {} };
let mount: SecretMount;
let child: ChildProcess | undefined;

beforeEach((ctx) => {
  requirement(ctx, hasOpenssl(), NEEDS_OPENSSL);
  mount = new SecretMount(makePair('process'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  mount?.remove();
});

function start(...flags: string[]): ChildProcess {
  child = spawn(process.execPath, [...RUN_TYPESCRIPT, MAIN, 'webhook', ...flags], { stdio: 'pipe' });
  return child;
}

/** The port that the log tells of. */
async function portOf(started: ChildProcess): Promise<number> {
  if (!started.stdout) throw new Error('no standard output');
  for await (const line of createInterface({ input: started.stdout })) {
    const port = /"address":"127\.0\.0\.1:(\d+)"/.exec(line)?.[1];
    if (port) {
      started.stdout.resume();
      return Number(port);
    }
  }
  throw new Error('it ended without listening');
}

function ask(port: number, method: 'GET' | 'POST', path: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(`${response.statusCode} ${Buffer.concat(chunks).toString()}`));
    });
    sent.once('error', reject);
    sent.end(method === 'POST' ? JSON.stringify(reviewOf(pod)) : undefined);
  });
}

test('it patches, counts in the exposition, and ends within a second of SIGTERM with code 0', async () => {
  const ended = async () => {
    const files = [`--cert-file=${mount.certFile}`, `--key-file=${mount.keyFile}`];
    const started = start('--listen=127.0.0.1:0', '--option=use-vc', '--option=ndots:2', ...files);
    const port = await portOf(started);
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    expect(await ask(port, 'POST', '/mutate', agent)).toMatch(/^200 .*"patchType":"JSONPatch"/);
    const exposition = await ask(port, 'GET', '/metrics', agent);
    expect(exposition).toMatch(/^fivesec_admission_reviews_total\{result="patched"\} 1$/m);
    expect(exposition).toMatch(/^fivesec_admission_reviews_total\{result="error"\} 0$/m);
    expect(exposition).toMatch(/^fivesec_admission_review_duration_seconds_count 1$/m);
    expect(exposition).toMatch(/^fivesec_webhook_certificate_expiry_timestamp_seconds \d{10}/m);

    const began = systemClock.now();
    started.kill('SIGTERM');
    expect(await once(started, 'exit')).toEqual([0, null]);
    const tookMs = systemClock.now() - began;
    agent.destroy();
    return tookMs;
  };
  expect(await quickest(3, ended)).toBeLessThan(1_000);
});

test('all mistakes are reported together, with exit code 2', async () => {
  const started = start('--mode=patch', '--option=ndots:99');
  let told = '';
  started.stderr?.on('data', (chunk: Buffer) => {
    told += String(chunk);
  });
  expect(await once(started, 'close')).toEqual([2, null]);
  for (const flag of ['--cert-file', '--key-file', '--mode', '--option']) expect(told).toContain(flag);
});
