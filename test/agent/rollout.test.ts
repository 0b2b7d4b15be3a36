/** A rollout of the DNS pods, seen by the parts of the agent that follow them, in the fake clock's time. */

import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { type Arm, arms } from '../../src/probe/arms.ts';
import { currentArms } from '../../src/probe/current-arms.ts';
import { DnsPods } from '../../src/probe/dns-pods.ts';
import { PodFollower } from '../../src/probe/pod-follower.ts';
import { Rotation } from '../../src/probe/rotation.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { answered, lookup, pairOf, timedOut } from '../support/wire/outcomes.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from '../window/contexts.ts';

const VIP = { address: '10.96.0.10', port: 53 };
const DEADLINE_MS = 5_000;
/** CoreDNS answers for a Service with a TTL of 5 s, so that an answer may be as old. */
const TTL_MS = 5_000;

interface Change {
  readonly atMs: number;
  readonly pods: readonly string[];
}

/** What the Service has at a moment: the last change before it. */
const podsAt = (changes: readonly Change[], ms: number) =>
  changes.findLast(({ atMs }) => atMs <= ms)?.pods ?? [];

/** One pod of three after the other, `everyMs` apart. */
const rollout = (startMs: number, everyMs: number): Change[] => {
  const pods = ['10.244.0.2', '10.244.0.3', '10.244.0.4'];
  const steps = pods.map((_, index) => [
    ...pods.slice(index + 1),
    ...pods.slice(0, index + 1).map((old) => old.replace('10.244.0', '10.244.1')),
  ]);
  return [
    { atMs: Number.NEGATIVE_INFINITY, pods },
    ...steps.map((now, index) => ({ atMs: startMs + index * everyMs, pods: now })),
  ];
};

/** All but the DNS pods. */
const ASKED = {
  nameservers: [VIP],
  hostIps: [],
  uncachedSuffix: '',
  clusterDomain: 'cluster.local',
  names: ['kubernetes.default.svc.cluster.local.'],
  strategies: ['pair', 'separate', 'staggered', 'sequential', 'reopen', 'tcp', 'sticky', 'endpoint'],
} as const;

/** The DNS pods, as the agent finds them by name. */
function followedPods(changes: readonly Change[], clock: FakeClock): DnsPods {
  return new DnsPods(
    { endpoints: [], endpointsName: 'dns-pods.test.', endpointsPort: 53 },
    {
      clock,
      log: silentLog,
      qtypes: () => ['A'],
      lookup: async () => lookup({ addresses: podsAt(changes, clock.now() - TTL_MS) }),
      changed: () => {},
    },
  );
}

const broke = (error: unknown) => {
  throw error;
};

/** Runs pairs at the default rate for `untilMs`; every verdict of every second, and the pairs that were sent to absent pods. */
async function run(
  changes: readonly Change[],
  untilMs: number,
  isDead: (address: string) => boolean = () => false,
) {
  const clock = new FakeClock(0);
  const random = seededRandom('rollout');
  const ending = new AbortController();
  const budget = new QueryBudget(clock, 0.6, { burst: 200 });
  const pods = followedPods(changes, clock);
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => blindSnapshot(clock),
    context: () => ({
      ...CLUSTER_CONTEXT,
      endpoints: pods.servers.map(({ address }) => address),
      endpointsChangedAt: pods.changedAt,
      endpointAbsences: pods.absences,
    }),
    onStep: () => {},
  });
  const follower = new PodFollower(pods, { clock, random, signal: ending.signal, budget, broke });
  const all = () => arms({ ...ASKED, random, endpoints: pods.servers });
  const rotation = currentArms(new Rotation(random, all), all);
  const absent: number[] = [];
  const send = ({ strategy, server, transport }: Arm) => {
    const startedAt = clock.wall();
    const fails =
      strategy === 'endpoint' &&
      (isDead(server.address) || !podsAt(changes, clock.now()).includes(server.address));
    if (fails) absent.push(clock.now());
    const [a, aaaa] = fails ? [timedOut('A'), timedOut('AAAA')] : [answered('A'), answered('AAAA')];
    const durationMs = fails ? DEADLINE_MS : 2;
    clock.after(durationMs, () => {
      const outcome = pairOf(a, aaaa, { strategy, server, transport, startedAt, durationMs });
      window.pair(outcome);
      follower.pair(outcome);
    });
  };
  const verdicts: (Verdict & { readonly atMs: number })[] = [];
  clock.every(2_000, () => {
    const arm = rotation.next();
    if (arm) send(arm);
  });
  clock.every(1_000, () => {
    verdicts.push(...window.judge().verdicts.map((verdict) => ({ ...verdict, atMs: clock.now() })));
  });
  const running = follower.run();
  await clock.advance(untilMs);
  ending.abort();
  await running;
  return { verdicts, absent };
}

describe('the agent while DNS pods come and go', { timeout: 60_000 }, () => {
  it.each([10_000, 20_000, 45_000])(
    'gives no verdict on a rollout that replaces a pod every %d ms',
    async (everyMs) => {
      const { verdicts, absent } = await run(rollout(120_000, everyMs), 600_000);
      // It cannot know at once: some pairs went to pods that had left.
      expect(absent.length).toBeGreaterThan(0);
      const named = verdicts.filter(
        ({ cause, confidence }) => cause !== 'not-enough-evidence' && confidence >= 0.5,
      );
      expect(named).toEqual([]);
    },
  );

  it('asks a pod that has left no longer than half a minute, mostly for seconds', async () => {
    const { absent } = await run(rollout(120_000, 20_000), 600_000);
    expect(Math.max(...absent)).toBeLessThan(120_000 + 2 * 20_000 + 15_000);
    expect(absent.length).toBeLessThan(15);
  });

  it('still names a pod that is dead and stays in the set', async () => {
    const isDead = (address: string) => address === '10.244.0.3';
    const { verdicts } = await run(rollout(Number.POSITIVE_INFINITY, 1), 300_000, isDead);
    expect(verdicts.map(({ cause }) => cause)).toContain('endpoint-down');
  });
});
