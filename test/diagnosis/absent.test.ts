/** What can't be read must not make any harmful verdict surer. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { gather } from '../../src/diagnosis/gather.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { NodeDelta } from '../../src/domain/node.ts';
import { absent } from '../../src/domain/reading.ts';
import type { Faults } from './world.ts';
import { measure } from './world.ts';

const GONE = absent('no-file', 'taken away by the test');
const READINGS = [
  'conntrack',
  'conntrackEntries',
  'conntrackLimit',
  'udp',
  'udp6',
  'softnet',
  'kernel',
  'ownUdp',
  'ownUdp6',
  'ownThrottle',
] as const satisfies readonly (keyof NodeDelta)[];
const HARMLESS: readonly string[] = ['clash-repaired', 'not-enough-evidence', 'agent-starved'];

const chance = fc.option(fc.double({ min: 0, max: 0.6, noNaN: true }), { nil: 0, freq: 2 });
const faults: fc.Arbitrary<Faults> = fc.record({
  race: chance,
  repaired: chance,
  loss: chance,
  snat: chance,
  full: fc.option(fc.double({ min: 0, max: 0.6, noNaN: true }), { nil: undefined, freq: 2 }),
  endpoint: chance,
  aaaa: chance,
  servfail: chance,
  slow: chance,
  slowMs: fc.constantFrom(400, 1500),
  buffer: chance,
  backlog: chance,
}) as fc.Arbitrary<Faults>;
const worlds = fc.record({
  seed: fc.string(),
  faults,
  pairs: fc.integer({ min: 20, max: 400 }),
  background: fc.constantFrom(0, 0, 2, 30),
  era: fc.constantFrom('searched' as const, 'clashres' as const, 'chainlength' as const),
});

describe('a reading that is absent', () => {
  it('never makes a harmful verdict surer', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        worlds,
        fc.subarray([...READINGS]),
        fc.constantFrom('all', 'node', 'lossy', 'quiet'),
        (world, gone, where) => {
          const whole = gather(measure(world));
          const known = confidences(whole);
          for (const [cause, confidence] of confidences(without(whole, gone, where)))
            expect(confidence, cause).toBeLessThanOrEqual(known.get(cause) ?? 0);
        },
      ),
      { numRuns: 400 },
    );
  });
});

function confidences(evidence: Evidence): Map<string, number> {
  return new Map(
    diagnose(evidence)
      .filter(({ cause }) => !HARMLESS.includes(cause))
      .map(({ cause, confidence }) => [cause, confidence]),
  );
}

function without(evidence: Evidence, gone: readonly string[], where: string): Evidence {
  const blank = (delta: NodeDelta, place: string): NodeDelta =>
    where === 'all' || where === place
      ? { ...delta, ...Object.fromEntries(gone.map((reading) => [reading, GONE])) }
      : delta;
  return {
    ...evidence,
    node: blank(evidence.node, 'node'),
    lossy: { ...evidence.lossy, delta: blank(evidence.lossy.delta, 'lossy') },
    quiet: blank(evidence.quiet, 'quiet'),
  };
}
