/** One fault in a cluster, from before it begins until after its cure. The agent is read every five seconds. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cause } from '../../../src/domain/cause.ts';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { CLibrary } from '../../lab/probe/compile.ts';
import type { Cluster } from '../harness/cluster.ts';
import { agentPods } from '../harness/release.ts';
import type { Fault } from './faults.ts';
import { type Felt, feltSince } from './felt.ts';
import { type Findings, findingsOf, type Moments } from './findings.ts';
import { type Sample, sampleOf } from './sample.ts';

const LOOK_EVERY_MS = 5000;
/** The bar for the end of a verdict, and one sample more. */
const AFTER_MS = 65_000;
/** The directory of the recorded samples, for people. */
const REPORTS = process.env['CLUSTER_REPORTS'] ?? join(tmpdir(), 'cluster');

/** The findings, and the lookups of the application from the fault's beginning until the end of the walk. */
export interface Walked extends Findings {
  readonly felt: Readonly<Record<CLibrary, Felt>>;
}

/** Keeps `fault` for its time, and reads samples until a minute after its cure. */
export async function walkFault(cluster: Cluster, fault: Fault): Promise<Walked> {
  return walk(cluster, fault.name, fault.truths, async ({ begins, curing }) => {
    const cure = await fault.begin(cluster, begins);
    await sleep(systemClock, fault.holdMs);
    curing();
    await cure();
  });
}

/** What the events of a walk report, at the time they report it. */
interface Marks {
  /** The fault begins now. Without this mark it begins with the events. */
  readonly begins: () => void;
  /** The cure begins now. Without this mark it begins when the events end. */
  readonly curing: () => void;
}

/** Reads samples of the first agent while `events` happen and a minute longer. The fault is cured when they end. */
export async function walk(
  cluster: Cluster,
  name: string,
  truths: readonly Cause[],
  events: (marks: Marks) => Promise<void>,
): Promise<Walked> {
  const begun = systemClock.now();
  const now = () => Math.round((systemClock.now() - begun) / 100) / 10;
  const samples: Sample[] = [];
  const ending = new AbortController();
  const looking = look(cluster, samples, now, ending.signal);
  try {
    let beganS = now();
    let curingS: number | undefined;
    await events({
      begins: () => {
        beganS = now();
      },
      curing: () => {
        curingS = now();
      },
    });
    const curedS = now();
    const moments = { beganS, curingS: curingS ?? curedS, curedS };
    await sleep(systemClock, AFTER_MS);
    ending.abort();
    await looking;
    const felt = await feltSince(cluster, now() - beganS);
    const findings = { ...findingsOf(samples, truths, moments), felt };
    keep(name, { truths, moments, findings, samples });
    return findings;
  } finally {
    ending.abort();
  }
}

async function look(
  cluster: Cluster,
  samples: Sample[],
  now: () => number,
  ending: AbortSignal,
): Promise<void> {
  while (!ending.aborted) {
    const due = systemClock.now() + LOOK_EVERY_MS;
    const [agent] = await agentPods(cluster);
    const atS = now();
    samples.push(
      agent === undefined
        ? { atS, verdicts: undefined, slow: {}, node: undefined }
        : await sampleOf(cluster, agent, atS),
    );
    await sleep(systemClock, Math.max(0, due - systemClock.now()));
  }
}

interface Kept {
  readonly truths: readonly Cause[];
  readonly moments: Moments;
  readonly findings: Walked;
  readonly samples: readonly Sample[];
}

function keep(name: string, kept: Kept): void {
  mkdirSync(REPORTS, { recursive: true });
  const time = new Date(systemClock.wall()).toISOString().slice(11, 19).replaceAll(':', '');
  const file = join(REPORTS, `${time}-${name.replaceAll(/\W+/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(kept, undefined, 1)}\n`);
  console.log(`${name}: ${file}\n${JSON.stringify({ ...kept.moments, ...kept.findings }, undefined, 1)}`);
}
