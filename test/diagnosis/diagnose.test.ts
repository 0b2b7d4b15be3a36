import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { CAUSE_IDS, type Cause } from '../../src/domain/cause.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { gather } from '../../src/evidence/gather.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from './evidences.ts';
import { measure } from './world/measure.ts';
import type { Faults, World } from './world/world.ts';

/** What `fivesec check` measures by default: 20 s, at most 200 queries a second, with the room that stalls take. */
const BUDGET = { pairs: 1800, windowMs: 20_000 };
const RUNS = 6;
/** 20 s by themselves; 180 s were seen on a machine that others use as well. */
const PATIENCE_MS = 600_000;

interface Scenario extends Omit<World, 'seed' | 'faults'> {
  readonly cause: Cause;
  readonly strengths: readonly number[];
  readonly faults: (strength: number) => Faults;
}

const ALL = [1];
const SCENARIOS: readonly Scenario[] = [
  { cause: 'conntrack-race', strengths: [0.1, 0.2, 0.5], faults: (race) => ({ race }) },
  { cause: 'conntrack-race', strengths: [0.1, 0.2, 0.5], faults: (race) => ({ race }), era: 'searched' },
  {
    cause: 'conntrack-race',
    strengths: [0.1, 0.2, 0.5],
    faults: (race) => ({ race, pairShare: 1, raceUncounted: true }),
  },
  { cause: 'conntrack-race', strengths: [0.1, 0.2, 0.5], faults: (race) => ({ race }), background: 5 },
  { cause: 'packet-loss', strengths: [0.01, 0.05, 0.2, 0.5], faults: (loss) => ({ loss }) },
  { cause: 'packet-loss', strengths: [0.05, 0.2, 0.5], faults: (loss) => ({ loss }), background: 5 },
  { cause: 'packet-loss', strengths: [0.05, 0.2, 0.5], faults: (loss) => ({ loss, repaired: 0.4 }) },
  { cause: 'snat-port-race', strengths: [0.01, 0.05, 0.2], faults: (snat) => ({ snat }) },
  { cause: 'conntrack-full', strengths: [0.01, 0.1, 0.5], faults: (full) => ({ full }) },
  { cause: 'endpoint-down', strengths: [0.1, 0.5, 1], faults: (endpoint) => ({ endpoint }) },
  { cause: 'endpoint-down', strengths: ALL, faults: (endpoint) => ({ endpoint }), endpoints: 2 },
  { cause: 'endpoint-down', strengths: [0.3, 1], faults: (endpoint) => ({ endpoint, repaired: 0.5 }) },
  { cause: 'stale-conntrack', strengths: ALL, faults: () => ({ stale: true }) },
  { cause: 'vip-unreachable', strengths: ALL, faults: () => ({ vip: true }) },
  { cause: 'node-local-down', strengths: ALL, faults: () => ({ nodeLocal: true }) },
  { cause: 'udp-blocked', strengths: ALL, faults: () => ({ udp: true }) },
  { cause: 'tcp-blocked', strengths: ALL, faults: () => ({ tcp: true }) },
  { cause: 'aaaa-broken', strengths: [0.05, 0.2, 1], faults: (aaaa) => ({ aaaa }) },
  { cause: 'server-error', strengths: [0.01, 0.2, 1], faults: (servfail) => ({ servfail }) },
  { cause: 'server-slow', strengths: [0.1, 0.5, 1], faults: (slow) => ({ slow }) },
  { cause: 'upstream-slow', strengths: [0.1, 0.5, 1], faults: (upstream) => ({ upstream }) },
  { cause: 'receive-buffer', strengths: [0.01, 0.1, 0.5], faults: (buffer) => ({ buffer }) },
  { cause: 'node-backlog', strengths: [0.01, 0.1, 0.5], faults: (backlog) => ({ backlog }) },
  { cause: 'search-amplification', strengths: ALL, faults: () => ({ search: true }) },
  { cause: 'agent-starved', strengths: [0.05, 0.5], faults: (starved) => ({ starved }) },
  {
    cause: 'clash-expired',
    strengths: [0.1, 0.4],
    faults: (repaired) => ({ repaired, pairShare: 1, slow: 1, slowMs: 1500 }),
  },
];

function run(scenario: Scenario, strength: number, seed: number) {
  const faults = scenario.faults(strength);
  const drawn = { ...BUDGET, ...scenario, faults, seed: `${scenario.cause} ${strength} ${seed}` };
  return diagnose(gather(measure(drawn)));
}

/** The causes that test/worlds makes and judges. It simulates other mechanisms than test/diagnosis/world does. */
const RULED = readFileSync(new URL('../worlds/rulings.ts', import.meta.url), 'utf8');
/** Causes that nothing makes, with the reason. */
const UNMADE: ReadonlyMap<Cause, string> = new Map<Cause, string>([
  ['clash-repaired', 'it harms nothing, so no verdict puts it first'],
  ['wildcard-search', 'these lookups are of one name, without a search list; the lab has it'],
  ['neighbour-table-full', 'neither simulation counts neighbours; its own test does'],
  ['checksum-errors', 'neither simulation computes checksums; its own test does'],
  ['something-else', 'no mechanism that the worlds have leads to it alone'],
  ['not-enough-evidence', 'it is what remains where no cause is found'],
]);

const seeds = Array.from({ length: RUNS }, (_, index) => index);

describe('a verdict on a simulated cluster', () => {
  it('names the right cause first in 95 % of runs, and is sure of a wrong one in at most 0.5 %', {
    timeout: PATIENCE_MS,
  }, () => {
    const runs = SCENARIOS.flatMap((scenario) =>
      scenario.strengths.flatMap((strength) =>
        seeds.map((seed) => ({ scenario, strength, verdicts: run(scenario, strength, seed) })),
      ),
    );
    const right = runs.filter(({ scenario, verdicts }) => verdicts[0]?.cause === scenario.cause);
    const wrong = runs.filter(({ scenario, verdicts }) =>
      verdicts.some(
        ({ cause, confidence }) =>
          confidence > 0.5 && ![scenario.cause, 'not-enough-evidence'].includes(cause),
      ),
    );
    console.log(`${runs.length} runs: right first ${right.length}, sure of a wrong cause ${wrong.length}`);
    expect(right.length / runs.length).toBeGreaterThanOrEqual(0.95);
    expect(wrong.length / runs.length).toBeLessThanOrEqual(0.005);
  });

  it('names each cause of the table in some scenario, except those that this simulation does not make', () => {
    const tried = new Set<Cause>(SCENARIOS.map(({ cause }) => cause));
    const untried = CAUSE_IDS.filter((cause) => !tried.has(cause));
    const unstated = untried.filter((cause) => !UNMADE.has(cause));
    expect(unstated.filter((cause) => !RULED.includes(`'${cause}'`))).toEqual([]);
    expect([...UNMADE.keys()].filter((cause) => tried.has(cause))).toEqual([]);
  });

  it('gives no verdict on a healthy path, also while clashes are repaired and other pods drop packets', () => {
    for (const seed of seeds) {
      const quiet = (world: Omit<World, 'seed'>) =>
        diagnose(gather(measure({ ...BUDGET, ...world, seed: `healthy ${seed}` })));
      expect(quiet({ faults: {} })).toEqual([]);
      expect(quiet({ faults: { repaired: 0.5 } })).toEqual([]);
      expect(quiet({ faults: {}, background: 20 })).toEqual([]);
      expect(quiet({ faults: {}, era: 'searched', background: 20 })).toEqual([]);
    }
  });

  it('does not call packet loss a race because insert_failed rises for other reasons', () => {
    for (const background of [1, 20, 50])
      for (const seed of seeds) {
        const world = { ...BUDGET, faults: { loss: 0.05 }, background, seed: `loss ${seed}` };
        const sure = diagnose(gather(measure(world))).filter(({ confidence }) => confidence > 0.5);
        expect(sure.map(({ cause }) => cause)).not.toContain('conntrack-race');
        expect(sure.map(({ cause }) => cause)).not.toContain('snat-port-race');
      }
  });

  it('raises no alarm but itself while fivesec is starved', () => {
    for (const seed of seeds) {
      const world = { ...BUDGET, faults: { starved: 0.3 }, seed: `starved ${seed}` };
      expect(diagnose(gather(measure(world))).map(({ cause }) => cause)).toEqual(['agent-starved']);
    }
  });
});

describe('two faults at once', () => {
  const PAIRS: readonly (readonly [Cause, Cause, Faults])[] = [
    ['conntrack-race', 'packet-loss', { race: 0.3, loss: 0.05 }],
    ['conntrack-race', 'upstream-slow', { race: 0.3, upstream: 0.5 }],
    ['endpoint-down', 'packet-loss', { endpoint: 1, loss: 0.1 }],
    ['aaaa-broken', 'conntrack-full', { aaaa: 1, full: 0.2 }],
    ['stale-conntrack', 'server-slow', { stale: true, slow: 0.4 }],
    ['tcp-blocked', 'server-error', { tcp: true, servfail: 0.2 }],
    ['clash-expired', 'packet-loss', { repaired: 0.4, pairShare: 1, slow: 1, slowMs: 1500, loss: 0.05 }],
  ];

  it.each(PAIRS)('%s and %s are both among the first two in 80 % of runs', (one, other, faults) => {
    const both = seeds.filter((seed) => {
      const world = { ...BUDGET, faults, seed: `${one} ${other} ${seed}` };
      const said = diagnose(gather(measure(world))).map(({ cause }) => cause);
      // Clashes expire only where servers are slow, which is true as well, and does more harm.
      const [first, second] = said.filter((cause) => cause !== 'server-slow' || other === cause);
      return [first, second].includes(one) && [first, second].includes(other);
    });
    expect(both.length / RUNS).toBeGreaterThanOrEqual(0.8);
  });
});

describe('a verdict', () => {
  it('is not-enough-evidence when too little was measured to name a cause', () => {
    const one = [arm('pair', 100, { aaaa: queries(100, { timedOut: 1 }) })];
    const [first, ...others] = diagnose({ ...evidence(), arms: one });
    expect(first).toMatchObject({ cause: 'not-enough-evidence' });
    expect(first?.confidence).toBeGreaterThan(0.5);
    expect(others).toEqual([]);
  });

  it('is not given for one lost query of a thousand pairs, unless a lookup waited for it', () => {
    const stray = evidence([arm('pair', 100, { aaaa: queries(100, { timedOut: 1 }) })]);
    expect(diagnose(stray)).toEqual([]);
    const felt = { ...stray, lookups: { ...stray.lookups, slow: 1 } };
    expect(diagnose(felt).map(({ cause }) => cause)).toEqual(['not-enough-evidence']);
  });

  it('is not given in the first minutes of a node', () => {
    const stalling = evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 50 }) })]);
    const young = { ...stalling, context: { ...stalling.context, nodeAgeMs: 60_000 } };
    expect(diagnose(stalling)[0]?.cause).toBe('conntrack-race');
    expect(diagnose(young).map(({ cause }) => cause)).toEqual(['not-enough-evidence']);
    expect(diagnose({ ...evidence(), context: young.context })).toEqual([]);
  });

  it('about the main fault comes before one that is as sure and explains little', () => {
    const arms = [
      ...(['pair', 'race', 'separate', 'sequential', 'reopen', 'staggered'] as const).map((name) =>
        arm(name, 100, {
          a: queries(100, { malformed: 60 }),
          aaaa: queries(98, { malformed: 60, sendErrors: 2 }),
        }),
      ),
    ];
    expect(diagnose(evidence(arms)).map(({ cause }) => cause)).toEqual(['answers-unusable', 'send-refused']);
  });

  it('about the main fault comes before a surer one that explains little', () => {
    const names: readonly Strategy[] = ['pair', 'race', 'separate', 'sequential', 'reopen', 'staggered'];
    const slow = names.map((name) =>
      arm(name, 100, { a: queries(100, { slow: 90 }), aaaa: queries(100, { slow: 90 }) }),
    );
    const pods = ENDPOINTS.map((address) =>
      endpointArm(
        address,
        arm('endpoint', 50, { a: queries(50, { slow: 45 }), aaaa: queries(50, { slow: 45 }) }),
      ),
    );
    const odd = arm('tcp', 100, { a: queries(100, { malformed: 9, answered: 91 }) });
    const found = diagnose(evidence([...slow, ...pods, odd]));
    expect(found.map(({ cause, confidence }) => [cause, confidence])).toEqual([
      ['server-slow', 0.9],
      ['answers-unusable', 0.95],
    ]);
  });

  it('comes with its rule, facts with numbers, and remedies', () => {
    for (const { facts, rule, remedies } of diagnose(
      evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 50 }) })]),
    )) {
      expect(rule).not.toBe('');
      expect(facts.some((fact) => /\d/.test(fact))).toBe(true);
      expect(remedies.length).toBeGreaterThan(0);
    }
  });

  it('names each cause once, the surest first', () => {
    const world = { ...BUDGET, faults: { race: 0.3, loss: 0.1, aaaa: 1 }, seed: 'many' };
    const verdicts = diagnose(gather(measure(world)));
    const causes = verdicts.map(({ cause }) => cause);
    expect(new Set(causes).size).toBe(causes.length);
    const sure = verdicts.map(({ confidence }) => confidence);
    expect(sure).toEqual([...sure].sort((one, other) => other - one));
  });

  it('weakens when the set of DNS pods changes in the middle of it', () => {
    const measured = measure({ ...BUDGET, faults: { endpoint: 1 }, seed: 'moving' });
    const { context, startedAt } = measured;
    const moved = { ...measured, context: { ...context, endpointsChangedAt: startedAt + 5000 } };
    expect(diagnose(gather(measured))[0]?.confidence).toBeGreaterThan(0.5);
    const [first] = diagnose(gather(moved));
    expect(first?.confidence).toBeLessThanOrEqual(0.5);
  });
});
