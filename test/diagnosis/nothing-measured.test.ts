/** Ways to ask that were not asked say nothing, and what is not sure is said to be not sure: over random evidence. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { harmOf } from '../../src/domain/cause.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { dead, ENDPOINTS, endpointArm, evidence } from './evidences.ts';

const STRATEGIES = [
  'pair',
  'race',
  'separate',
  'staggered',
  'sequential',
  'reopen',
  'tcp',
  'sticky',
] as const;

const tally = (strategy: Strategy) =>
  fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([pairs, share]): ArmTally => dead(strategy, pairs, Math.round(pairs * share)));

const measured = fc
  .tuple(
    fc.subarray([...STRATEGIES], { minLength: 1 }).chain((some) => fc.tuple(...some.map(tally))),
    fc
      .subarray([...ENDPOINTS])
      .chain((some) =>
        fc.tuple(...some.map((address) => tally('endpoint').map((made) => endpointArm(address, made)))),
      ),
  )
  .map(([byVip, direct]) => [...byVip, ...direct]);

/** Of every way that is not among `arms`, one without a single pair. */
function unasked(arms: readonly ArmTally[]): ArmTally[] {
  const key = ({ strategy, target, transport }: ArmTally) => `${strategy} ${target.address} ${transport}`;
  const known = new Set(arms.map(key));
  const nothing = { rttsMs: [], durationsMs: [] };
  return [
    ...STRATEGIES.map((strategy) => dead(strategy, 0, 0, nothing)),
    ...ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 0, 0, nothing))),
  ].filter((arm) => !known.has(key(arm)));
}

describe('a way that was not asked', () => {
  it('changes no verdict', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(measured, (arms) => {
        const sureness = (all: readonly ArmTally[]) =>
          diagnose(evidence([], { arms: all })).map(({ cause, confidence }) => [cause, confidence]);
        expect(sureness([...arms, ...unasked(arms)])).toEqual(sureness(arms));
      }),
      { numRuns: 60, seed: 13 },
    );
  });
});

describe('what is below one half', () => {
  it('does not come first', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(measured, (arms) => {
        const harmful = diagnose(evidence([], { arms })).filter(({ cause }) => harmOf(cause) !== 'harmless');
        const [first] = harmful;
        if (first === undefined || first.confidence >= 0.5) return;
        expect(['not-enough-evidence', 'something-else']).toContain(first.cause);
      }),
      { numRuns: 60, seed: 13 },
    );
  });
});
