/** The schedules of many agents in simulated time: the moment of each query, for all agents that start at the same moment. */

import { Investigation } from '../../src/agent/stall/investigation.ts';
import { startCredit } from '../../src/config/arithmetic.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Server } from '../../src/domain/server.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { DnsPods, type DnsPodsPorts } from '../../src/probe/dns-pods.ts';
import { lookupJobs, pairJob } from '../../src/probe/jobs.ts';
import { PodFollower } from '../../src/probe/pod-follower.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { Scheduler } from '../../src/schedule/scheduler.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { lookup, pair } from '../../test/support/wire/outcomes.ts';

export const TEN_SECONDS_MS = 10_000;
const SERVER: Server = { address: '10.96.0.10', port: 53 };
const ARM: Arm = {
  strategy: 'pair',
  server: SERVER,
  target: 'vip',
  name: 'kubernetes.default.svc.cluster.local.',
  transport: 'udp',
};
const NOTHING = { next: () => undefined, mayBeOver: () => false };

/** Milliseconds from the start, of all queries of `agents` agents over `minutes`. With `stallAtMs`, all of them investigate from then on. */
export async function queriesOf(
  config: Config,
  agents: number,
  minutes: number,
  { stallAtMs = Number.POSITIVE_INFINITY }: { readonly stallAtMs?: number } = {},
): Promise<readonly number[]> {
  const all: number[] = [];
  for (let index = 0; index < agents; index += 1) {
    const name = `node-${index}`;
    for (const atMs of await queriesOfOne({ ...config, nodeName: name }, minutes * 60_000, stallAtMs))
      all.push(atMs);
  }
  return all;
}

/** The most queries in ten seconds that begin at a multiple of one second. */
export function busiestTenSeconds(times: readonly number[]): number {
  const seconds = new Map<number, number>();
  for (const atMs of times) {
    const second = Math.floor(atMs / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  const last = Math.max(...seconds.keys());
  let most = 0;
  for (let from = 0; from + 10 <= last + 1; from += 1) {
    let sum = 0;
    for (let second = from; second < from + 10; second += 1) sum += seconds.get(second) ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}

async function queriesOfOne(config: Config, lastsMs: number, stallAtMs: number): Promise<readonly number[]> {
  const clock = new FakeClock();
  const random = seededRandom(config.nodeName);
  const ending = new AbortController();
  const { signal } = ending;
  const startMs = clock.now();
  const times: number[] = [];
  const send = (queries: number) => {
    for (let query = 0; query < queries; query += 1) times.push(clock.now() - startMs);
  };
  const budget = new QueryBudget(clock, config.maxQps, {
    burst: config.investigation.budget,
    credit: startCredit(config),
  });
  const parts = { clock, random, signal, budget };
  const askPair = async () => {
    send(2);
    return pair();
  };
  const askLookup = async () => {
    send(2);
    return lookup();
  };
  const investigation = new Investigation(config.investigation, {
    clock,
    signal,
    recheck: NOTHING,
    pair: askPair,
    broke: thrown,
    questions: { next: () => (clock.now() - startMs >= stallAtMs ? ARM : undefined) },
    rotation: { next: () => ARM },
    afford: (queries) => budget.takeSpare(queries),
  });
  const pods = podsFoundBy(config, clock, askLookup);
  const follower = new PodFollower(pods, { ...parts, broke: thrown });
  const scheduler = new Scheduler({
    ...parts,
    ticked: () => undefined,
    skipped: () => undefined,
    broke: (_name, error) => thrown(error),
  });
  clock.after(Math.min(stallAtMs, lastsMs), () => void investigation.run());
  const running = Promise.all([
    follower.run(),
    scheduler.run([
      ...lookupJobs([ARM.name], config.profiles, config.lookups, { lookup: askLookup, pair: askPair }),
      pairJob(investigation, config.pairs, { pair: askPair }),
    ]),
  ]);
  await clock.advance(lastsMs);
  ending.abort();
  await clock.advance(TEN_SECONDS_MS);
  await running;
  return times;
}

function podsFoundBy(config: Config, clock: FakeClock, askLookup: DnsPodsPorts['lookup']): DnsPods {
  const changed = () => undefined;
  return new DnsPods(config, { clock, log: silentLog, qtypes: () => ['A'], lookup: askLookup, changed });
}

function thrown(error: unknown): never {
  throw error;
}
