/** Runs trials at the same time in one lab whose node drops as an old kernel does: one pod for each, and one for fivesec. */

import { z } from 'zod';
import { STRATEGY_IDS, type Strategy } from '../../../src/domain/strategy.ts';
import { type DnsProgram, nodeArgv } from '../dns/program.ts';
import type { Namespace } from '../ground/namespace.ts';
import { Line, type RealLookup } from '../probe/application.ts';
import { type ScenarioLab, standUpScenario } from '../scenario-lab.ts';
import { podAfterAdmission } from './admission.ts';
import { resolvConfOf } from './kubelet.ts';
import { counterOf, countLossByPod } from './loss.ts';
import { build } from './programs.ts';
import type { Library, Trial } from './trials.ts';

/** Both families, and a trailing dot: one lookup is one pair. */
const NAME = 'web.default.svc.cluster.local.';
/** High, so that few lookups are enough; below half, so that the median is that of a lookup without a loss. */
export const DROP_PERCENT = 40;
/**
 * The delay of a DNS pod on another node. Without it the first answer would sometimes arrive before the second query is sent,
 * and then the two queries can't race.
 */
const DISTANT: DnsProgram = { kind: 'scripted', rules: [{ delayMs: 1 }] };
/** The time between the starts of two lookups of one pod: long enough that few run at the same time. */
const PAUSE_MS = 120;

export interface Finding {
  readonly trial: Trial;
  readonly resolvConf: string;
  readonly lookups: readonly RealLookup[];
  /** Datagrams of this pod that the kernel dropped. */
  readonly lost: number;
}

export interface StrategyFinding {
  readonly strategy: Strategy;
  readonly pairs: number;
  readonly lost: number;
  readonly durationsMs: readonly number[];
}

export interface Measured {
  readonly findings: readonly Finding[];
  readonly strategies: readonly StrategyFinding[];
  /** The datagrams that were marked to be dropped, and the rise of the kernel's own counter. */
  readonly marked: number;
  readonly insertFailed: number;
}

/** `lookups` by each trial, each in a new process: after its first stall, glibc sends one query at a time in that thread. */
export async function measure(trials: readonly Trial[], lookups: number): Promise<Measured> {
  const pods = trials.length + 1;
  const differences = { pods, nodeLocal: 'present', dnsPods: [DISTANT, DISTANT] } as const;
  await using lab = await standUpScenario('dnat-race-legacy', {
    percent: DROP_PERCENT,
    topology: differences,
  });
  const programs = new Map<Library, string>();
  for (const { library } of trials) {
    if (!programs.has(library)) programs.set(library, await build(library, lab.directory));
  }
  const loss = await countLossByPod(lab);
  const [strategies, ...looked] = await Promise.all([
    measureStrategies(lab, lookups),
    ...trials.map(async (trial, index) => {
      const pod = lab.pods[index];
      if (pod === undefined) throw new RangeError('a pod for each trial');
      const resolvConf = resolvConfFor(trial, lab);
      pod.resolvConf(resolvConf);
      return { trial, resolvConf, lookups: await lookUp(pod, programs.get(trial.library) ?? '', lookups) };
    }),
  ]);
  const byPod = await loss.read();
  const truth = await lab.truth();
  return {
    findings: looked.map((one, index) => ({ ...one, lost: byPod[counterOf(index)] ?? 0 })),
    strategies,
    marked: Object.values(byPod).reduce((sum, count) => sum + count, 0),
    insertFailed: truth['dnat-race-legacy.insertFailed'] ?? 0,
  };
}

function resolvConfFor({ options, nameserver }: Trial, lab: ScenarioLab): string {
  const [endpoint = ''] = lab.endpoints;
  const address = { vip: lab.vip, endpoint, 'node-local': lab.nodeLocal }[nameserver];
  const cluster = { nameserver: address, domain: 'cluster.local', namespace: 'default' };
  return resolvConfOf(podAfterAdmission(options), cluster);
}

/** A process each; a line is written at once, so lines never mix. */
async function lookUp(pod: Namespace, program: string, times: number): Promise<readonly RealLookup[]> {
  const loop = 'i=0; while [ $i -lt $2 ]; do "$0" "$1" & sleep $3; i=$((i+1)); done; wait';
  const text = await pod.run(['sh', '-c', loop, program, NAME, String(times), String(PAUSE_MS / 1000)]);
  return text
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
}

const Sent = z.array(z.tuple([z.enum(STRATEGY_IDS as [Strategy, ...Strategy[]]), z.string(), z.number()]));

async function measureStrategies(lab: ScenarioLab, rounds: number): Promise<readonly StrategyFinding[]> {
  const [endpoint = ''] = lab.endpoints;
  const pod = lab.pods.at(-1) ?? lab.pod;
  const argv = nodeArgv(
    new URL('strategies-process.ts', import.meta.url),
    ...[String(rounds), String(PAUSE_MS), NAME, lab.vip, endpoint, lab.nodeLocal],
  );
  const sent = Sent.parse(JSON.parse(await pod.run(argv)));
  return STRATEGY_IDS.flatMap((strategy) => {
    const pairs = sent.filter(([which]) => which === strategy);
    if (pairs.length === 0) return [];
    const lost = pairs.filter(([, result]) => result !== 'both').length;
    const durationsMs = pairs.filter(([, result]) => result === 'both').map(([, , ms]) => ms);
    return [{ strategy, pairs: pairs.length, lost, durationsMs }];
  });
}
