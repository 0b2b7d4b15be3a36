/** One fault in a cluster, from before it begins until after its cure. The agents of all nodes are read every five seconds. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { CLibrary } from '../../lab/probe/compile.ts';
import type { Cluster } from '../harness/cluster.ts';
import type { Fault } from './faults.ts';
import { type Felt, feltSince } from './felt.ts';
import { type Findings, findingsOf, type Moments } from './findings.ts';
import { agentLogs, type Looks, look, noLooks } from './look.ts';
import { worstOf } from './worst.ts';

/** The bar for the end of a verdict, and one sample more. */
const AFTER_MS = 65_000;
/** The directory of the recorded samples, for people. */
const REPORTS = process.env['CLUSTER_REPORTS'] ?? join(tmpdir(), 'cluster');

/** The worst findings of all nodes, those of each, and the lookups of the application from the fault's beginning until the end of the walk. */
export interface Walked extends Findings {
  /** By node, the first one first. */
  readonly nodes: Readonly<Record<string, Findings>>;
  readonly felt: Readonly<Record<CLibrary, Felt>>;
  /** The least and the most load of this machine. */
  readonly load: readonly [number, number];
}

/** What happens in a walk, and what may be claimed. */
export type Subject = Pick<Fault, 'name' | 'truths' | 'reach' | 'truthsInTurn'>;

/** Keeps `fault` for its time, and reads samples until a minute after its cure. */
export async function walkFault(cluster: Cluster, fault: Fault): Promise<Walked> {
  return walk(cluster, fault, async ({ begins, curing }) => {
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

/** Reads samples of all agents while `events` happen and a minute longer. The fault is cured when they end. */
export async function walk(
  cluster: Cluster,
  subject: Subject,
  events: (marks: Marks) => Promise<void>,
): Promise<Walked> {
  const begun = systemClock.now();
  const now = () => Math.round((systemClock.now() - begun) / 100) / 10;
  const looks = noLooks(cluster);
  const ending = new AbortController();
  const looking = look(cluster, looks, now, ending.signal);
  try {
    const moments = await unlessEnded(looking, async () => {
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
      await sleep(systemClock, AFTER_MS);
      return { beganS, curingS: curingS ?? curedS, curedS };
    });
    ending.abort();
    await looking;
    const felt = await feltSince(cluster, now() - moments.beganS);
    const findings = { ...foundIn(looks, subject, moments), felt };
    keep(subject, { moments, findings, looks, logs: await agentLogs(cluster) });
    return findings;
  } finally {
    ending.abort();
  }
}

/** What `work` resolves to. If `looking` fails first, for example because of Ctrl-C, it fails too: nobody waits for the rest of a fault. */
function unlessEnded<T>(looking: Promise<void>, work: () => Promise<T>): Promise<T> {
  const failed = looking.then(() => new Promise<never>(() => {}));
  return Promise.race([work(), failed]);
}

function foundIn({ samples, loads }: Looks, subject: Subject, moments: Moments): Omit<Walked, 'felt'> {
  const isSpared = (index: number) => subject.truths.length > 0 && truthsOn(subject, index).length === 0;
  const found = [...samples].map(
    ([node, ofNode], index) => [node, findingsOf(ofNode, truthsOn(subject, index), moments)] as const,
  );
  const findings = found.map(([, ofNode]) => ofNode);
  const seeing = findings.filter((_, index) => !isSpared(index));
  return {
    ...worstOf(
      seeing,
      findings.filter((_, index) => isSpared(index)),
    ),
    nodes: Object.fromEntries(found),
    load: [Math.min(...loads), Math.max(...loads)],
  };
}

/** The causes that are right on the node with this number, from 0. */
export function truthsOn({ truths, truthsInTurn, reach }: Subject, index: number): Subject['truths'] {
  if (truthsInTurn !== undefined) return truthsInTurn[index % truthsInTurn.length] ?? [];
  return reach === 'first-node' && index > 0 ? [] : truths;
}

interface Kept {
  readonly moments: Moments;
  readonly findings: Walked;
  readonly looks: Looks;
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

function keep(
  { name, truths, reach, truthsInTurn }: Subject,
  { moments, findings, looks, logs }: Kept,
): void {
  mkdirSync(REPORTS, { recursive: true });
  const time = new Date(systemClock.wall()).toISOString().slice(11, 19).replaceAll(':', '');
  const file = join(REPORTS, `${time}-${name.replaceAll(/\W+/g, '-')}.json`);
  const samples = Object.fromEntries(looks.samples);
  const kept = { truths, reach, truthsInTurn, moments, findings, samples, logs };
  writeFileSync(file, `${JSON.stringify(kept, undefined, 1)}\n`);
  console.log(`${name}: ${file}\n${JSON.stringify({ ...moments, ...findings }, undefined, 1)}`);
}
