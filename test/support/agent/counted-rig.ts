/**
 * The agent's measuring half on real sockets: rig, schedule, counters and evidence window. It counts every probe that starts, so that a
 * test can compare starts with outcomes after a fault.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { shortIds } from '../../../src/metrics/name-ids.ts';
import { createRecorder } from '../../../src/metrics/recorder.ts';
import { type Clock, sleep, systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { lookupJobs, type Probes, pairJob } from '../../../src/probe/jobs.ts';
import { openRig, type Rig } from '../../../src/probe/rig.ts';
import { armRotation, TWO_IN_EACH_ROUND } from '../../../src/probe/rotation.ts';
import { QueryBudget } from '../../../src/schedule/query-budget.ts';
import { Scheduler } from '../../../src/schedule/scheduler.ts';
import type { Judgement } from '../../../src/window/claims/judgement.ts';
import type { EvidenceWindow } from '../../../src/window/evidence-window.ts';
import { openWindow } from '../../../src/window/open-window.ts';
import { sumOfSeries } from './series.ts';

export interface CountedRigOptions {
  readonly clock?: Clock;
  readonly strategies?: readonly Strategy[];
  /** The text of its resolv.conf at the start. */
  readonly resolvConf?: string;
  readonly flags?: (folder: string) => Readonly<Record<string, string | string[]>>;
  /** The interval of the kernel's readings, in milliseconds; 500 if not given. */
  readonly stepMs?: number;
}

/** Probes that started and ended, and what the metrics counted. */
export interface ProbeCounts {
  readonly started: number;
  /** Outcomes, aborted ones included. */
  readonly ended: number;
  /** Outcomes without the aborted ones. */
  readonly judged: number;
  /** The sum of `fivesec_lookups_total` and `fivesec_pairs_total`. */
  readonly counted: number;
  /** Errors that a probe threw: there must be none. */
  readonly broke: readonly unknown[];
  /** The text of the metrics at the end. */
  readonly exposition: string;
}

export interface CountedRig {
  readonly folder: string;
  readonly rig: Rig;
  readonly window: EvidenceWindow;
  /** Outcomes until now, without the aborted ones. */
  readonly judged: () => number;
  /** Resolves after `count` more probes have ended with an outcome. */
  probes(count: number): Promise<void>;
  /** Causes with a confidence above 0.5, without `agent-starved`, which is true on a busy machine. */
  sureCauses(): readonly string[];
  /** Ends everything and gives the final counts. */
  end(): Promise<ProbeCounts>;
}

function configOf(folder: string, { flags = () => ({}), strategies }: CountedRigOptions): Config {
  return loadConfig({
    flags: {
      resolvConf: join(folder, 'resolv.conf'),
      name: ['kubernetes.default.svc.cluster.local.'],
      maxQps: '400',
      lookupsInterval: '100ms',
      pairsInterval: '50ms',
      strategy: [...(strategies ?? ['pair', 'separate', 'tcp', 'sticky'])],
      ...flags(folder),
    },
    env: {},
    hostname: 'node-1',
    readFile: () => '',
  });
}

/** Counts each start and each end of a probe. */
function counting(rig: Rig) {
  const count = { started: 0, ended: 0, judged: 0 };
  const around =
    <Args extends unknown[], T>(probe: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      count.started += 1;
      const outcome = await probe(...args);
      count.ended += 1;
      return outcome;
    };
  const probes: Probes = { lookup: around(rig.lookup), pair: around(rig.pair) };
  return { count, probes };
}

/** The metrics of the rig, and the label value for each name that it looks up. */
function metricsOf({ profiles }: Config, rig: Rig) {
  const nameIds = shortIds(rig.names);
  const recorder = createRecorder({
    build: { version: '0', revision: '', nodeVersion: 'v0' },
    usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
    profiles,
    strategies: rig.sendable(),
    nameIds: [...nameIds.values()],
    traceTargets: [],
  });
  return { recorder, nameIds };
}

function sureCausesOf({ verdicts }: Judgement): readonly string[] {
  return verdicts
    .filter(({ cause, confidence }) => confidence > 0.5 && cause !== 'agent-starved')
    .map(({ cause }) => cause);
}

export async function countedRig(options: CountedRigOptions = {}): Promise<CountedRig> {
  const { clock = systemClock, resolvConf = 'nameserver 127.0.53.10\n', stepMs = 500 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-reliability-'));
  writeFileSync(join(folder, 'resolv.conf'), `${resolvConf}options timeout:1 attempts:1\n`);
  const config = configOf(folder, options);
  const ending = new AbortController();
  const { signal } = ending;
  const rig = await openRig(config, { clock, log: silentLog, signal, localAddresses: [], graceMs: 500 });
  const { recorder, nameIds } = metricsOf(config, rig);
  const window = await openWindow(config, {
    clock,
    context: () => ({ ...rig.context(), nodeAgeMs: 86_400_000 }),
  });
  const { count, probes } = counting(rig);
  rig.listen({
    lookup(outcome) {
      count.judged += 1;
      recorder.recordLookup(outcome, nameIds.get(outcome.name) ?? outcome.name);
      window.lookup(outcome);
    },
    pair(outcome) {
      count.judged += 1;
      recorder.recordPair(outcome);
      window.pair(outcome);
    },
  });
  const stops = [rig.start(), clock.every(stepMs, () => void window.step())];
  const schedule = startSchedule(config, { clock, signal, rig, probes });
  return {
    folder,
    rig,
    window,
    judged: () => count.judged,
    async probes(more) {
      const enough = count.judged + more;
      while (count.judged < enough) await sleep(clock, 20);
    },
    sureCauses: () => sureCausesOf(window.judge()),
    async end() {
      ending.abort();
      await schedule.ended;
      for (const stop of stops) stop();
      await rig.close();
      const { body } = await recorder.expose();
      rmSync(folder, { recursive: true });
      return {
        ...count,
        counted: sumOfSeries(body, /^fivesec_(?:lookups|pairs)_total\{/),
        broke: schedule.broke,
        exposition: body,
      };
    },
  };
}

interface SchedulePorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly rig: Rig;
  readonly probes: Probes;
}

/** Sends the probes until `signal` is aborted. `broke`: the errors that probes threw. */
function startSchedule(config: Config, { clock, signal, rig, probes }: SchedulePorts) {
  const random = seededRandom('reliability');
  const broke: unknown[] = [];
  const scheduler = new Scheduler({
    clock,
    random,
    signal,
    budget: new QueryBudget(clock, 400, { burst: 400 }),
    ticked: () => {},
    skipped: () => {},
    broke: (_name, error) => broke.push(error),
  });
  const ended = scheduler.run([
    ...lookupJobs(rig.names, config.profiles, config.lookups, probes),
    pairJob(armRotation(random, rig.arms, TWO_IN_EACH_ROUND), config.pairs, probes),
  ]);
  return { ended, broke };
}
