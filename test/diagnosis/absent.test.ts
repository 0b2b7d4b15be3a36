/** What can't be read must not make any verdict surer, nor the race window known: taken away before evidence is gathered. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raceWindow } from '../../src/compare/clash/race-window.ts';
import { type View, viewOf } from '../../src/compare/view/view.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Cause } from '../../src/domain/cause.ts';
import type { NodeDelta, ReadingKey } from '../../src/domain/node.ts';
import { type AbsentReason, absent } from '../../src/domain/reading.ts';
import { gather, type Measured } from '../../src/evidence/gather.ts';
import { READING_KEYS } from '../../src/kernel/readings.ts';
import { measure } from './world/measure.ts';
import type { World } from './world/world.ts';

const REASONS: readonly AbsentReason[] = ['no-permission', 'unparsable', 'no-tool', 'not-configured'];

/** Most worlds have few faults: one alone is what rules are surest of. */
const share = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.double({ min: 0.02, max: 0.6, noNaN: true }) },
);
const seldom = fc.oneof(
  { weight: 7, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);
const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.string(),
  faults: fc.record({
    race: share,
    pairShare: share,
    raceUncounted: seldom,
    raceDirect: seldom,
    repaired: share,
    loss: share,
    snat: share,
    full: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.double({ min: 0.02, max: 0.6, noNaN: true })),
    endpoint: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constantFrom(0.3, 0.6, 1)),
    stale: seldom,
    vip: seldom,
    nodeLocal: seldom,
    udp: seldom,
    tcp: seldom,
    aaaa: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constantFrom(0.3, 0.6, 1)),
    servfail: share,
    slow: share,
    slowMs: fc.constantFrom(400, 1500),
    upstream: share,
    buffer: share,
    backlog: share,
    search: seldom,
    starved: share,
  }),
  pairs: fc.integer({ min: 20, max: 300 }),
  background: fc.constantFrom(0, 0, 2, 30),
  era: fc.constantFrom('searched' as const, 'clashres' as const, 'chainlength' as const),
  six: fc.boolean(),
});

/** Which steps lose their readings: all, each with some chance, one alone, or just those in which something was counted. */
const places = fc.oneof(
  fc.record({ kind: fc.constant('all' as const) }),
  fc.record({ kind: fc.constant('some' as const), share: fc.double({ min: 0.02, max: 0.98, noNaN: true }) }),
  fc.record({ kind: fc.constant('one' as const), index: fc.nat(29) }),
  fc.record({ kind: fc.constant('telling' as const) }),
);
type Place = typeof places extends fc.Arbitrary<infer P> ? P : never;

const losses = fc.record({
  readings: fc.subarray([...READING_KEYS], { minLength: 1 }),
  reason: fc.constantFrom(...REASONS),
  steps: fc.option(places, { nil: undefined, freq: 6 }),
  before: fc.option(places, { nil: undefined }),
  dice: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 23 }),
});
type Loss = typeof losses extends fc.Arbitrary<infer L> ? L : never;

/** A world takes longer to make than to judge: each is robbed of several readings. */
const WORLDS = 1000;
const LOSSES_EACH = 6;
/** The same worlds in each run: FIVESEC_SEED looks at others. */
const SEED = Number(process.env['FIVESEC_SEED'] ?? 5);

describe('a reading that is absent, for good or in single steps', () => {
  it('never makes a verdict surer, nor the race window open or absent', { timeout: 1_800_000 }, () => {
    fc.assert(
      fc.property(
        worlds,
        fc.array(losses, { minLength: LOSSES_EACH, maxLength: LOSSES_EACH }),
        (world, drawn) => {
          const measured = measure(world);
          const whole = judge(measured);
          for (const loss of drawn) {
            const robbed = judge(without(measured, loss), whole.losses);
            for (const [cause, confidence] of robbed.confidences)
              expect(confidence, cause).toBeLessThanOrEqual(whole.confidences.get(cause) ?? 0);
            // Without counters, what is lost by clashes remains, not what is repaired.
            const known = whole.window === 'partly-repaired' ? ['open'] : [];
            expect([whole.window, ...known, 'unknown']).toContain(robbed.window);
          }
        },
      ),
      { numRuns: WORLDS, seed: SEED },
    );
  });
});

/** These say that no cause is found: they are surer the less is known. */
const NO_CLAIMS: readonly Cause[] = ['something-else', 'not-enough-evidence'];

/** `known`: what explains the lost queries. A reading that is taken away changes no way to ask, so it is fitted once for each world. */
function judge(measured: Measured, known?: View['losses']) {
  const evidence = gather(measured);
  const view = viewOf(evidence);
  const losses = known ?? view.losses;
  const named = diagnose(evidence, { ...view, losses }).filter(({ cause }) => !NO_CLAIMS.includes(cause));
  return {
    confidences: new Map(named.map(({ cause, confidence }) => [cause, confidence])),
    window: raceWindow(evidence),
    losses,
  };
}

function without(measured: Measured, loss: Loss): Measured {
  const rob = (steps: readonly NodeDelta[], place: Place | undefined) =>
    steps.map((step, index) => (place && strikes(place, step, index, loss) ? blank(step, loss) : step));
  return { ...measured, steps: rob(measured.steps, loss.steps), before: rob(measured.before, loss.before) };
}

function strikes(place: Place, step: NodeDelta, index: number, { readings, dice }: Loss): boolean {
  switch (place.kind) {
    case 'all':
      return true;
    case 'some':
      return (dice[index % dice.length] ?? 0) < place.share;
    case 'one':
      return index === place.index;
    case 'telling':
      return readings.some((name) => counts(name, step));
  }
}

function counts(name: ReadingKey, { conntrack, softnet, ownUdp, ownUdp6 }: NodeDelta): boolean {
  if (name === 'conntrack') {
    if (conntrack.kind === 'absent') return false;
    const { drop = 0, insertFailed = 0, clashResolved = 0 } = conntrack.value.counts;
    return drop + insertFailed + clashResolved > 0;
  }
  if (name === 'softnet') return softnet.kind === 'read' && softnet.value.dropped > 0;
  const own = name === 'ownUdp' ? ownUdp : ownUdp6;
  return name.startsWith('ownUdp') && own.kind === 'read' && own.value.rcvbufErrors > 0;
}

function blank(step: NodeDelta, { readings, reason }: Loss): NodeDelta {
  const gone = absent(reason, 'taken away by the test');
  return { ...step, ...Object.fromEntries(readings.map((name) => [name, gone])) };
}
