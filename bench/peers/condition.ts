/** One run of one program in one condition, with a capture at the pod's interface beside it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { capture } from '../../test/lab/capture/capture.ts';
import { makeCgroup, removeCgroup } from '../../test/lab/ground/cgroup.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { quantile } from '../support/rows.ts';
import type { Condition, Peer, Sample } from './sample.ts';
import { errors, wireTimes } from './wire-times.ts';

/** Of one CPU. */
export const QUOTA_PERCENT = 5;
/** Probes a second. Under the quota there is no CPU for more. */
export const RATE: Readonly<Record<Condition, number>> = { idle: 50, hogs: 50, quota: 5 };
const HOG = [process.execPath, '-e', 'for (;;);'] as const;
const HOGS = 2;

export async function measure(lab: Lab, peer: Peer, condition: Condition, seconds: number): Promise<Sample> {
  await using confined =
    condition === 'quota' ? quota(lab) : { path: undefined, [Symbol.asyncDispose]: nothing };
  // A service gets its quota after its start, which would take half a minute with the quota.
  const running = await peer.start(lab, RATE[condition]);
  if (confined.path && running.pid) writeFileSync(join(confined.path, 'cgroup.procs'), String(running.pid));
  const confinesAsking = running.pid === undefined ? confined.path : undefined;
  const hogs = condition === 'hogs' ? await startHogs(lab) : [];
  const watching = await capture(lab.pod, lab.directory);
  lab.pod.confine(confinesAsking);
  const answers = await running.ask(RATE[condition], seconds);
  lab.pod.confine(undefined);
  const truth = wireTimes(await watching.stop());
  for (const hog of hogs) hog.signal('SIGKILL');
  await running.stop();
  const off = errors(answers.stated, truth);
  const unansweredOnWire = truth.filter(({ tookMs }) => tookMs === undefined).length;
  return {
    peer: peer.name,
    condition,
    queries: off.length,
    p50Us: quantile(off, 0.5),
    p99Us: quantile(off, 0.99),
    mostUs: Math.max(...off),
    cpuMsOfProbe: answers.cpuMs / answers.probes,
    falseTimeouts: Math.max(0, answers.unanswered - unansweredOnWire),
  };
}

function quota(lab: Lab) {
  const path = makeCgroup(lab.ledger, QUOTA_PERCENT);
  return { path, [Symbol.asyncDispose]: () => removeCgroup(path) };
}

async function nothing(): Promise<void> {}

async function startHogs(lab: Lab) {
  const hogs = await Promise.all(Array.from({ length: HOGS }, () => lab.pod.spawn(HOG)));
  await pause(1_000);
  return hogs;
}
