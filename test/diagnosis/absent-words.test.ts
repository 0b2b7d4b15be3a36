/** How facts say that a counter could not be read: what is not known, and the reason in brackets, because a reason may have a colon. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally, Evidence } from '../../src/domain/evidence.ts';
import type { DeltaReadings, ReadingsOf } from '../../src/domain/node.ts';
import { absent } from '../../src/domain/reading.ts';
import { readingsOf } from '../../src/kernel/readings.ts';
import { LOSS_EVERYWHERE } from '../../src/patterns/everywhere.ts';
import { arm, armsOf, evidence, lost, lostQueries, queries, still } from './evidences.ts';

const REASON = '/proc/1/net/some-file: ENOENT';
const UNREAD: ReadingsOf<Record<keyof DeltaReadings, never>> = readingsOf(() => absent('no-file', REASON));

/** The facts of all verdicts that give the reason. */
function factsWithReason(arms: readonly ArmTally[]): string[] {
  const unread = still(60_000, UNREAD);
  const changes: Partial<Evidence> = {
    node: unread,
    lossy: { delta: still(10_000, UNREAD), failed: lostQueries(arms) },
    baseline: unread,
  };
  const facts = diagnose(evidence(arms, changes)).flatMap((verdict) => verdict.facts);
  return [...new Set(facts.filter((fact) => fact.includes(REASON)))];
}

describe('a fact that gives the reason why a counter is not known', () => {
  it.each([
    [
      'pairs of which one query is lost',
      [lost(arm('pair', 100), { onlyAaaa: 30 }), lost(arm('race', 100), { onlyAaaa: 30 })],
      [`clashes that conntrack dropped: not known (${REASON})`],
    ],
    [
      'loss everywhere',
      armsOf(LOSS_EVERYWHERE, [0.1, 0, 0]),
      [
        `drops of conntrack: not known (${REASON})`,
        `drops of the CPUs' backlog: not known (${REASON})`,
        `drops of fivesec's receive buffer: not known (${REASON})`,
      ],
    ],
    [
      'queries that the node did not send',
      [
        arm('pair', 20, {
          a: queries(15, { sendErrors: 5, sendErrorCodes: { ENOBUFS: 5 } }),
          notSent: 5,
        }),
      ],
      [`table_fulls: not known (${REASON})`],
    ],
    [
      'too little to name a cause',
      [arm('pair', 100, { a: queries(100, { timedOut: 2 }) })],
      [`not known: conntrack statistics and softnet_stat (${REASON})`],
    ],
  ])('is one sentence: %s', (_title, arms, expected) => {
    expect(factsWithReason(arms)).toEqual(expect.arrayContaining(expected));
    for (const fact of factsWithReason(arms)) expect(fact.split(`(${REASON})`).join('')).not.toMatch(/:.*:/);
  });
});
