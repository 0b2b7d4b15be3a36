/** A check against a scripted server on loopback, in the fake clock's time: seconds of it pass in a moment. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheck } from '../../src/check/check.ts';
import type { Progress } from '../../src/check/phases.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Script } from '../../src/demo/script.ts';
import { formatServer } from '../../src/domain/server.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { drive } from '../support/wire/drive.ts';
import { serve } from '../support/wire/scripted-server.ts';

export interface FakeCheck {
  /** `sinceMs`: how long the check has been running when a query comes. */
  readonly script: (sinceMs: () => number) => Script;
  readonly durationMs?: number;
  readonly flags?: Readonly<Record<string, string | string[]>>;
  /** Aborted so long after the start; at 0 before it. */
  readonly abortAtMs?: number;
  /** The clock moves on by so much at a time; short enough for an answer on the wire not to seem slow if not given. */
  readonly stepMs?: number;
}

/** All but those whose sockets belong to a thread, which knows no fake clock. */
export const STRATEGIES = ['pair', 'separate', 'staggered', 'sequential', 'reopen', 'tcp', 'sticky'];
const STEP_MS = 40;

/** The deadline is a second. Whatever the check rejects with, this does too. */
export async function fakeCheck({
  script,
  durationMs = 3000,
  flags,
  abortAtMs,
  stepMs = STEP_MS,
}: FakeCheck) {
  const clock = new FakeClock();
  const startMs = clock.now();
  const sinceMs = () => clock.now() - startMs;
  const { server, received } = await serve(script(sinceMs), { clock });
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-check-'));
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, 'search default.svc.k8s.test svc.k8s.test k8s.test\noptions timeout:1\n');
  const config = loadConfig({
    command: 'check',
    flags: {
      resolvConf,
      nameserver: [formatServer(server)],
      strategy: STRATEGIES,
      pairsDeadline: '1s',
      pairsGrace: '200ms',
      maxQps: '100',
      ...flags,
    },
    env: {},
    hostname: 'node-1',
    readFile: () => '',
    resolverTimeoutMs: () => 1000,
  });
  const shown: Progress[] = [];
  const warned: string[] = [];
  const ending = new AbortController();
  if (abortAtMs === 0) ending.abort();
  else if (abortAtMs !== undefined) clock.after(abortAtMs, () => ending.abort());
  try {
    const checking = runCheck(config, durationMs, {
      clock,
      signal: ending.signal,
      nodeAgeMs: () => 86_400_000,
      progress: (state) => shown.push(state),
      warn: (sentence) => warned.push(sentence),
    });
    const findings = await drive(clock, checking, stepMs);
    return { findings, shown, warned, received, server, startMs, timersLeft: clock.waiting };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
